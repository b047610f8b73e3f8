package unchecked

import "github.com/scrutateur/scrutateur/optout"

// into puts a new key where secrets are kept.
func into(store func([]byte) error) (optout.Key, error) {
	k := optout.NewKey(1)
	return k, store(k.Secret())
}
