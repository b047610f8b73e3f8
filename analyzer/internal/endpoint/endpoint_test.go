package endpoint

import (
	"go/types"
	"testing"
)

func TestSetsBase(t *testing.T) {
	for name, want := range map[string]bool{"SetBaseURL": true, "BaseURL": true, "SetHostURL": true, "SetHeader": false, "Get": false} {
		if got := setsBase(types.NewFunc(0, nil, name, types.NewSignatureType(nil, nil, nil, nil, nil, false))); got != want {
			t.Errorf("%s is %v", name, got)
		}
	}
	if setsBase(nil) {
		t.Error("a call of a value sets a base")
	}
}
