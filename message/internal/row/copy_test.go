package row_test

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/scrutateur/scrutateur/message/internal/row"
)

// A file that a spreadsheet opens must hold nothing that it runs, however its program reads the first character.
func ExampleFormula() {
	for _, value := range []string{"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1", "1+1", "Zoé", ""} {
		fmt.Printf("%q %t\n", value, row.Formula(value))
	}
	// Output:
	// "=1+1" true
	// "+1" true
	// "-1" true
	// "@SUM(A1)" true
	// "\t=1" true
	// "＝1" true
	// "1+1" false
	// "Zoé" false
	// "" false
}

// A template takes values from what a copy of the row copies too. Were it to follow a pointer, another person's value could stand there
// by the time that the message is built.
func TestFieldsThatACopyDoesNotCopy(t *testing.T) {
	type inner struct {
		Name string `validate:"max=9"`
	}
	type data struct {
		Pointer *string           `validate:"max=9"`
		Slice   []string          `validate:"max=9"`
		Bytes   []byte            `validate:"max=9"`
		Map     map[string]string `validate:"max=9"`
		Any     any               `validate:"max=9"`
		Func    func() string     `validate:"max=9"`
		Chan    chan string       `validate:"max=9"`
		Array   [2]string         `validate:"max=9"`
		Inner   *inner
		*embedded
		Plain inner
	}
	for _, path := range []string{"Pointer", "Slice", "Bytes", "Map", "Map.name", "Any", "Func", "Chan", "Array", "Inner.Name", "Promoted"} {
		for _, printed := range []bool{true, false} { // or read by a condition alone
			if _, fs := row.Find(reflect.TypeFor[data](), path, printed, nil); fs.Err() == nil {
				t.Errorf("%s is taken for a field of the row, but lies elsewhere", path)
			}
		}
	}
	if _, fs := row.Find(reflect.TypeFor[data](), "Plain.Name", true, nil); fs.Err() != nil {
		t.Errorf("a struct within the row: %v", fs)
	}
	for _, rowType := range []reflect.Type{reflect.TypeFor[*data](), reflect.TypeFor[map[string]any](), reflect.TypeFor[map[string]*string](), reflect.TypeFor[any]()} {
		if _, fs := row.Find(rowType, "Name", true, nil); fs.Err() == nil {
			t.Errorf("a row that is a %s shares its values with others", rowType)
		}
	}
}

type embedded struct {
	Promoted string `validate:"max=9"`
}
