package fieldpath_test

import (
	"fmt"
	"go/token"
	"go/types"

	"github.com/scrutateur/scrutateur/analyzer/internal/fieldpath"
)

// A program writes Messages[i].Body and sends all of Messages: the part that was written is the body of an element.
func ExampleRelate() {
	var fields fieldpath.Fields
	text := types.Typ[types.String]
	messages := types.NewField(token.NoPos, nil, "Messages", types.NewSlice(text), false)
	body := types.NewField(token.NoPos, nil, "Body", text, false)

	asked := fields.Component(messages)
	written := fieldpath.Join(asked, fieldpath.Cons("[]", fields.Component(body)))
	fmt.Println(written)

	_, part, ok := fieldpath.Relate(written, asked)
	fmt.Println(fieldpath.Plain(part), ok)
	fmt.Println(fields.Var(fieldpath.Last(part)) == body)
	// Output:
	// Messages#0/[]/Body#1
	// []/Body true
	// true
}
