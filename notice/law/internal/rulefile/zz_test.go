package rulefile

import (
	"os"
	"testing"
)

func TestDry(t *testing.T) {
	rs, err := Load(os.DirFS("../../rules"))
	if err != nil {
		t.Error(err)
	}
	t.Log(len(rs))
}
