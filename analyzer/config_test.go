package analyzer

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// TestSchema compares the JSON schema with the Config that it describes.
func TestSchema(t *testing.T) {
	data, err := os.ReadFile("scrutateur.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	type object struct {
		Properties map[string]json.RawMessage
	}
	var schema object
	if err := json.Unmarshal(data, &schema); err != nil {
		t.Fatal(err)
	}
	names := func(t reflect.Type) (ns []string) {
		for i := range t.NumField() {
			n, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
			ns = append(ns, n)
		}
		slices.Sort(ns)
		return ns
	}
	check := func(path string, want []string, have map[string]json.RawMessage) {
		if got := slices.Sorted(maps.Keys(have)); !slices.Equal(got, want) {
			t.Errorf("%s: the schema has %v, the Config %v", path, got, want)
		}
	}
	check("", names(reflect.TypeFor[Config]()), schema.Properties)
	for name, typ := range map[string]reflect.Type{"transactional": reflect.TypeFor[Exemption](), "sinks": reflect.TypeFor[Sink](),
		"hosts": reflect.TypeFor[Host](), "aliases": reflect.TypeFor[Alias]()} {
		var list struct{ Items object }
		if err := json.Unmarshal(schema.Properties[name], &list); err != nil {
			t.Fatal(err)
		}
		check(name, names(typ), list.Items.Properties)
	}
}

// TestFindConfig shows where the configuration is looked for.
func TestFindConfig(t *testing.T) {
	root := t.TempDir()
	sub := filepath.Join(root, "app", "internal", "mail")
	if err := os.MkdirAll(sub, 0o777); err != nil {
		t.Fatal(err)
	}
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(root, filepath.FromSlash(name)), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	find := func(want string) {
		t.Helper()
		_, path, _, err := FindConfig(sub)
		if err != nil {
			t.Fatal(err)
		}
		if want != "" {
			want = filepath.Join(root, filepath.FromSlash(want))
		}
		if path != want {
			t.Errorf("found %q, want %q", path, want)
		}
	}
	write("app/go.mod", "module app\n")
	find("")
	write("scrutateur.json", "{}")
	find("scrutateur.json")
	write("app/scrutateur.json", `{"lang": "fr"}`)
	find("app/scrutateur.json")
	write("app/internal/scrutateur.json", "not looked at: one file for a module")
	find("app/scrutateur.json")
	write("app/scrutateur.json", `{"langue": "fr"}`)
	if _, _, _, err := FindConfig(sub); err == nil || !strings.Contains(err.Error(), "app") {
		t.Errorf("a broken file: %v", err)
	}
}
