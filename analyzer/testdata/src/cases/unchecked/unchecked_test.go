package unchecked

import (
	"time"

	"github.com/scrutateur/scrutateur/optout"
)

var testBook = &optout.Book{Ledger: new(optout.Memory), Now: time.Now}
