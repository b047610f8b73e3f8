package house

import (
	"fmt"
	"go/types"
	"maps"
	"reflect"
	"slices"
	"testing"
	"time"

	"golang.org/x/text/language"
	"golang.org/x/tools/go/packages"

	"github.com/scrutateur/scrutateur/internal/strictjson"
	"github.com/scrutateur/scrutateur/message/router"
	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/notice/law/lawtest"
	"github.com/scrutateur/scrutateur/notice/words"
)

var someday = time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC)

// handedOut calls everything that the packages of rules, words, providers and elections hand out, from the start: what comes out must
// be the caller's own, because a write into a shared table would change the law for the whole program.
var handedOut = map[string]func() any{
	"notice/law.All":    func() any { return slices.Collect(law.All()) },
	"notice/law.Lookup": func() any { r, _ := law.Lookup(law.Silence, someday); return r },
	"notice/law.Rules":  func() any { return law.Rules(someday) },
	"notice/law.Rule.In": func() any {
		r, _ := law.Lookup(law.Silence, someday)
		return []law.Rule{r.In(language.English), r.In(language.French)}
	},
	"notice/law.Findings.Sort":  func() any { return findings().Sort() },
	"notice/law.Findings.Musts": func() any { return findings().Musts() },
	"notice/law.Error.Unwrap":   func() any { return (&law.Error{Findings: findings()}).Unwrap() },
	"notice/law.Profile.Apply":  func() any { return law.Default.Apply(someday, findings(), nil) },

	"notice/words.Languages": func() any { return words.Languages() },
	"notice/words.Parse":     func() any { _, fs := words.Parse([]byte("{}")); return fs },
	"notice/words.Set.Sentences": func() any {
		var all []words.Sentence
		for _, ch := range []law.Channel{law.SMS, law.Email} {
			all = append(all, words.For(language.French).Sentences(ch, law.FirstContact)...)
		}
		return all
	},

	"message/router.All":                       func() any { return router.All() },
	"message/router.Lookup":                    func() any { return ovh() },
	"message/router.Parse":                     func() any { p, fs := router.Parse([]byte(`{"name":"a"}`)); return []any{p, fs} },
	"message/router.Foreign":                   func() any { return router.Foreign("[STOP] {{x}}") },
	"message/router.Merge.Placeholders":        func() any { return ovh().Merge.Placeholders("#FirstName#") },
	"message/router.Profile.Clone":             func() any { return ovh().Clone() },
	"message/router.Profile.Conflicts":         func() any { return ovh().Conflicts() },
	"message/router.Profile.Findings":          func() any { return router.Profile{}.Findings() },
	"message/router.Profile.Foreign":           func() any { return ovh().Foreign("[STOP] {{x}}") },
	"message/router.Profile.HourFindings":      func() any { return ovh().HourFindings("At", someday.Add(16*time.Hour), time.UTC) },
	"message/router.Profile.PoliticalFindings": func() any { return ovh().PoliticalFindings("Router") },
	"message/router.Profile.SenderFindings":    func() any { return ovh().SenderFindings("Sender", "a sender that is too long") },
	"message/router.Profile.TextFindings":      func() any { return ovh().TextFindings("Body", "[STOP] http://bit.ly/x", "MAIRIE") },

	"notice.Elections":        func() any { return notice.Elections() },
	"notice.Election.Clone":   func() any { return municipal().Clone() },
	"notice.Election.Resolve": func() any { return notice.Election{ID: "FR-MUN-2026"}.Resolve() },
	"notice.Election.Silence": func() any { return notice.Election{ID: "FR-MUN-2026"}.Silence(law.Metropole) },
	"notice.Advert.Lacks":     func() any { return notice.Advert{}.Lacks() },
	"notice.Notice.Allows":    func() any { return whole().Allows(law.SMS, law.FirstContact) },
	"notice.Notice.Clone":     func() any { return whole().Clone() },
	"notice.Notice.Findings":  func() any { return whole().Findings(someday) },
	"notice.Notice.Names":     func() any { return whole().Names() },
	"notice.Notice.With":      func() any { return whole().With(notice.Controller{ID: "2", Name: "B"}) },
	"notice.Notice.Words":     func() any { return whole().Words(law.SMS, law.FirstContact, language.French) },
	"notice.Notice.WordsIn":   func() any { return whole().WordsIn(words.For(language.French), law.Email, law.FirstContact) },
}

func findings() law.Findings {
	return law.Findings{law.Find(law.Silence, "b", "x"), law.Find(law.SpecField, "a", "x")}
}

func ovh() router.Profile { p, _ := router.Lookup(router.OVH); return p }

func municipal() notice.Election { return notice.Election{ID: "FR-MUN-2026"}.Resolve() }

func whole() (n notice.Notice) {
	if _, problems := strictjson.Unmarshal([]byte(lawtest.Notice), &n); len(problems) > 0 {
		panic(strictjson.Err(problems))
	}
	return n
}

// shared are the pieces of memory that a caller can write into through a value: what slices, maps and pointers lead to, by exported
// fields.
func shared(v reflect.Value, path string, into map[uintptr]string) {
	switch v.Kind() {
	case reflect.Slice:
		if v.Len() == 0 {
			return
		}
		if _, ok := into[v.Pointer()]; !ok {
			into[v.Pointer()] = path
		}
		for i := range v.Len() {
			shared(v.Index(i), fmt.Sprintf("%s[%d]", path, i), into)
		}
	case reflect.Map:
		if v.Len() == 0 {
			return
		}
		into[v.Pointer()] = path
		for _, k := range v.MapKeys() {
			shared(v.MapIndex(k), path+"[…]", into)
		}
	case reflect.Pointer:
		if v.IsNil() || v.Type() == reflect.TypeFor[*time.Location]() {
			return
		}
		into[v.Pointer()] = path
		shared(v.Elem(), path, into)
	case reflect.Interface:
		if !v.IsNil() {
			shared(v.Elem(), path, into)
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[language.Tag]() {
			return
		}
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() {
				shared(v.Field(i), path+"."+f.Name, into)
			}
		}
	}
}

func TestNothingIsSharedWithCallers(t *testing.T) {
	reached := 0
	for name, call := range handedOut {
		first, second := map[uintptr]string{}, map[uintptr]string{}
		a, b := call(), call()
		shared(reflect.ValueOf(&a).Elem(), "", first)
		shared(reflect.ValueOf(&b).Elem(), "", second)
		reached += len(first)
		for p, path := range second {
			if _, ok := first[p]; ok {
				t.Errorf("%s hands out %s twice: a write into it is everybody's", name, path)
				break
			}
		}
	}
	if reached < 300 {
		t.Errorf("only %d pieces of memory were looked at", reached)
	}
}

// Every exported function and method of these packages that hands out memory stands in the table above.
func TestHandedOutIsWhole(t *testing.T) {
	cfg := &packages.Config{Mode: packages.NeedName | packages.NeedTypes | packages.NeedImports | packages.NeedDeps | packages.NeedExportFile, Dir: root(t)}
	var patterns []string
	for _, p := range []string{"notice/law", "notice/words", "message/router", "notice"} {
		patterns = append(patterns, self+"/"+p)
	}
	pkgs, err := packages.Load(cfg, patterns...)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, p := range pkgs {
		short := p.PkgPath[len(self)+1:]
		add := func(name string, f *types.Func) {
			for r := range f.Signature().Results().Variables() {
				if writable(r.Type(), map[types.Type]bool{}) {
					found[short+"."+name] = true
				}
			}
		}
		scope := p.Types.Scope()
		for _, name := range scope.Names() {
			switch o := scope.Lookup(name).(type) {
			case *types.Func:
				if o.Exported() {
					add(name, o)
				}
			case *types.TypeName:
				named, ok := o.Type().(*types.Named)
				if !ok || !o.Exported() {
					continue
				}
				for m := range named.Methods() {
					if m.Exported() {
						add(name+"."+m.Name(), m)
					}
				}
			}
		}
	}
	if len(found) < 20 {
		t.Fatalf("only %d functions were found", len(found))
	}
	for _, name := range slices.Sorted(maps.Keys(found)) {
		if handedOut[name] == nil {
			t.Errorf("%s hands out memory and is not in the table", name)
		}
	}
	for name := range handedOut {
		if !found[name] {
			t.Errorf("%s is in the table and hands out nothing", name)
		}
	}
}

// writable reports whether a value of the type leads to memory by exported fields.
func writable(t types.Type, seen map[types.Type]bool) bool {
	if seen[t] {
		return false
	}
	seen[t] = true
	if n, ok := t.(*types.Named); ok && n.Obj().Pkg() != nil {
		switch n.Obj().Pkg().Path() + "." + n.Obj().Name() {
		case "time.Time", "golang.org/x/text/language.Tag", "time.Location":
			return false
		}
	}
	switch u := t.Underlying().(type) {
	case *types.Slice, *types.Map, *types.Signature: // of a function, for iter.Seq
		return true
	case *types.Pointer:
		return writable(u.Elem(), seen) || !types.Identical(u.Elem().Underlying(), types.NewStruct(nil, nil))
	case *types.Array:
		return writable(u.Elem(), seen)
	case *types.Struct:
		for f := range u.Fields() {
			if f.Exported() && writable(f.Type(), seen) {
				return true
			}
		}
	}
	return false
}
