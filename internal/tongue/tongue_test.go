package tongue_test

import (
	"encoding/json"
	"go/ast"
	"go/constant"
	"go/types"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/language"
	"golang.org/x/tools/go/packages"

	"github.com/scrutateur/scrutateur/internal/tongue"
)

func TestOf(t *testing.T) {
	for tag, want := range map[string]string{"fr": "fr fr", "fr-CA": "fr fr", "en": "en en", "en-US": "en en", "oc": "fr fr", "ko": "fr en", "und": "fr en", "ja-JP": "fr en"} {
		tag := language.MustParse(tag)
		if got := tongue.Of(tag).String() + " " + tongue.OfFinding(tag).String(); got != want {
			t.Errorf("%v: pages and findings are %s, want %s", tag, got, want)
		}
	}
	for header, want := range map[string]string{"": "fr", "ko": "fr", "ko, en;q=0.5": "en", "en, fr;q=0.5": "en", "fr-CH, en": "fr", "\x00": "fr", "*": "fr"} {
		if got := tongue.OfHeader(header).String(); got != want {
			t.Errorf("Accept-Language %q gets %s, want %s", header, got, want)
		}
	}
}

func TestChoose(t *testing.T) {
	for _, c := range []struct {
		flag, env, want string
	}{
		{"", "", "fr en"},
		{"en", "LC_ALL=fr_FR.UTF-8", "en en"},
		{"fr-BE", "LANG=en_US.UTF-8", "fr fr"},
		{"", "LANG=en_US.UTF-8", "en en"},
		{"", "LANG=fr_FR@euro", "fr fr"},
		{"", "LANG=fr_FR.UTF-8 LC_MESSAGES=en_GB.UTF-8", "en en"},
		{"", "LANG=fr_FR.UTF-8 LC_MESSAGES=en_GB.UTF-8 LC_ALL=fr_FR", "fr fr"},
		{"", "LANG=C", "fr en"},
		{"", "LC_ALL=C LANG=en_GB", "fr en"},
		{"", "LANG=POSIX", "fr en"},
		{"", "LANG=C.UTF-8", "fr en"},
		{"", "LANG=ko_KR.UTF-8", "fr en"},
	} {
		env := map[string]string{}
		for _, kv := range strings.Fields(c.env) {
			k, v, _ := strings.Cut(kv, "=")
			env[k] = v
		}
		var got []string
		for _, fallback := range []tongue.Tongue{tongue.French, tongue.English} {
			said, err := tongue.Choose(c.flag, func(k string) string { return env[k] }, fallback)
			if err != nil {
				t.Errorf("-lang %q %s: %v", c.flag, c.env, err)
			}
			got = append(got, said.String())
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("-lang %q %s: %v, want %s", c.flag, c.env, got, c.want)
		}
	}
	for _, bad := range []string{"ko", "french", "-"} {
		if _, err := tongue.Choose(bad, func(string) string { return "fr" }, tongue.French); err == nil || !strings.Contains(err.Error(), "fr or en") {
			t.Errorf("-lang %q: error %v", bad, err)
		}
	}
}

func TestNumbersAndDays(t *testing.T) {
	for n, want := range map[int]string{0: "0 0", 7: "7 7", 999: "999 999", 1204: "1\u202f204 1,204", 1234567: "1\u202f234\u202f567 1,234,567", -1204: "-1\u202f204 -1,204"} {
		if got := tongue.French.Count(n) + " " + tongue.English.Count(n); got != want {
			t.Errorf("%d is %q, want %q", n, got, want)
		}
	}
	for n, want := range map[int]string{0: "true false", 1: "true true", 2: "false false", 1_000_000: "false false"} {
		if got := strconv.FormatBool(tongue.French.One(n)) + " " + strconv.FormatBool(tongue.English.One(n)); got != want {
			t.Errorf("the singular of %d: %s, want %s", n, got, want)
		}
	}
	at := time.Date(2026, 3, 1, 9, 5, 0, 0, time.UTC)
	if got := tongue.French.Moment(at) + "; " + tongue.English.Moment(at); got != "1er mars 2026 à 09 h 05; 1 March 2026, 09:05" {
		t.Error(got)
	}
	if got := tongue.French.Date(2026, 8, 22) + "; " + tongue.English.Date(2026, 8, 22); got != "22 août 2026; 22 August 2026" {
		t.Error(got)
	}
}

// files returns the catalogs of a language by the names of their files.
func files(t *testing.T, lang string) map[string]map[string]string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(lang, "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]map[string]string{}
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var m map[string]string
		if err := json.Unmarshal(b, &m); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		out[filepath.Base(name)] = m
	}
	return out
}

// TestLanguages compares every language with French, which TestTexts compares with the code: a new language is a folder, and here is told what it
// lacks.
func TestLanguages(t *testing.T) {
	french := files(t, "fr")
	dirs, err := filepath.Glob("*")
	if err != nil {
		t.Fatal(err)
	}
	for _, dir := range dirs {
		if info, err := os.Stat(dir); err != nil || !info.IsDir() {
			continue
		}
		if _, err := language.Parse(dir); err != nil {
			t.Errorf("the folder %s is named after no language", dir)
		}
		if _, err := os.Stat(dir + "/tongue.json"); err != nil {
			t.Errorf("%s/tongue.json is missing: without it the language is not in the list", dir)
		}
		got := files(t, dir)
		for name, want := range french {
			if got[name] == nil {
				t.Errorf("%s/%s is missing", dir, name)
				continue
			}
			for text := range want {
				said, ok := got[name][text]
				switch {
				case !ok:
					t.Errorf("%s/%s lacks %q", dir, name, text)
				case strings.TrimSpace(said) == "" && strings.TrimSpace(text) != "":
					t.Errorf("%s/%s says nothing for %q", dir, name, text)
				case !slices.Equal(verbs(text), verbs(said)) && name != "findings.json": // which has a stricter test, with law.Find
					t.Errorf("%s/%s: %q takes other arguments than %q", dir, name, said, text)
				}
			}
		}
		for name := range got {
			for text := range got[name] {
				if _, ok := french[name][text]; !ok {
					t.Errorf("%s/%s holds %q, which nothing asks for", dir, name, text)
				}
			}
		}
	}
}

var verb = regexp.MustCompile(`%[-+# 0]*(?:\[\d+\])?\d*(?:\.\d+)?[a-zA-Z]`)

func verbs(format string) []string {
	v := verb.FindAllString(strings.ReplaceAll(format, "%%", ""), -1)
	slices.Sort(v)
	return v
}

const self = "github.com/scrutateur/scrutateur/internal/tongue"

// TestTexts reads every constant of type Text in the module and compares them with the files of the catalogs that the package names.
func TestTexts(t *testing.T) {
	list, err := packages.Load(&packages.Config{Mode: packages.NeedName | packages.NeedImports, Dir: "../.."}, "./...")
	if err != nil {
		t.Fatal(err)
	}
	// Texts stand in packages that import this one, and in those that hand them to a package inside their own room: say.Phrase("a number").
	direct := map[string]bool{}
	for _, p := range list {
		direct[p.PkgPath] = p.Imports[self] != nil
	}
	ours := []string{self}
	for _, p := range list {
		inside := false
		for path := range p.Imports {
			inside = inside || direct[path] && strings.Contains(path, "/internal/")
		}
		if direct[p.PkgPath] || inside {
			ours = append(ours, p.PkgPath)
		}
	}
	pkgs, err := packages.Load(&packages.Config{
		Mode: packages.NeedName | packages.NeedImports | packages.NeedSyntax | packages.NeedTypes | packages.NeedTypesInfo, Dir: "../..",
	}, ours...)
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]map[string]bool{}
	for _, p := range pkgs {
		if len(p.Errors) > 0 {
			t.Fatalf("%s: %v", p.PkgPath, p.Errors)
		}
		named[p.PkgPath] = roomsOf(p)
	}
	french := files(t, "fr")
	asked := map[string]map[string]bool{}
	for _, p := range pkgs {
		rooms := named[p.PkgPath]
		if len(rooms) == 0 { // its texts are said by a package below: retention's by retention/internal/page
			rooms = map[string]bool{}
			for path := range p.Imports {
				if path != self && strings.Contains(path, "/internal/") {
					maps.Copy(rooms, named[path])
				}
			}
		}
		for text, at := range texts(p) {
			known := false
			for room := range rooms {
				if _, ok := french[room][text]; ok {
					known = true
					if asked[room] == nil {
						asked[room] = map[string]bool{}
					}
					asked[room][text] = true
				}
			}
			if !known {
				t.Errorf("%s: %q has no French in %v", at, text, slices.Sorted(maps.Keys(rooms)))
			}
		}
	}
	for room, has := range french {
		if room == "findings.json" {
			continue // the formats that reach law.Find are no Texts: package law has the test
		}
		for text := range has {
			if !asked[room][text] {
				t.Errorf("fr/%s holds %q, which nothing asks for", room, text)
			}
		}
	}
}

// roomsOf returns the files of the catalogs that a package names.
func roomsOf(p *packages.Package) map[string]bool {
	rooms := map[string]bool{}
	if p.PkgPath == self {
		rooms["tongue.json"] = true
		return rooms
	}
	for _, o := range p.TypesInfo.Uses {
		if v, ok := o.(*types.Var); ok && v.Pkg() != nil && v.Pkg().Path() == self && isNamed(v.Type(), "Catalog") {
			rooms[strings.ToLower(v.Name())+".json"] = true
		}
	}
	return rooms
}

func isNamed(t types.Type, name string) bool {
	n, ok := types.Unalias(t).(*types.Named)
	return ok && n.Obj().Name() == name && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == self
}

// texts returns the constants of type Text with a place where each stands.
func texts(p *packages.Package) map[string]string {
	out := map[string]string{}
	for _, file := range p.Syntax {
		ast.Inspect(file, func(n ast.Node) bool {
			e, ok := n.(ast.Expr)
			if !ok {
				return true
			}
			tv, ok := p.TypesInfo.Types[e]
			if !ok || tv.Value == nil || tv.Value.Kind() != constant.String || !isNamed(tv.Type, "Text") {
				return true
			}
			at := p.Fset.Position(e.Pos())
			if s := constant.StringVal(tv.Value); s != "" {
				out[s] = filepath.Base(at.Filename) + ":" + strconv.Itoa(at.Line)
			}
			return false
		})
	}
	return out
}
