package rulefile

import "io/fs"

// Output is one generated file.
type Output struct {
	Path string // from the folder of package law
	Data []byte
}

// Outputs reads the rules and writes everything that is made from them, in memory: go generate stores it, a test compares it.
func Outputs(fsys fs.FS) ([]Output, error) {
	rules, err := Load(fsys)
	if err != nil {
		return nil, err
	}
	outputs := []Output{{Path: "../../docs/rules.md", Data: Markdown(rules)}}
	for _, o := range []struct {
		path  string
		write func([]Rule) ([]byte, error)
	}{{"ids.go", IDs}, {"table.go", Table}, {"lawtest/cases_data.go", Cases}} {
		data, err := o.write(rules)
		if err != nil {
			return nil, err
		}
		outputs = append(outputs, Output{o.path, data})
	}
	return outputs, nil
}
