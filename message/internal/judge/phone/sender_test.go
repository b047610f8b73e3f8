package phone

import "testing"

// Whether the sender of an SMS says whose it is: a name, its initials, a part of it that others do not have, or a word that holds one.
func TestSenderNames(t *testing.T) {
	names := []string{"Liste Demain Ensemble", "Éric Zemmour", "La France insoumise"}
	for sender, want := range map[string]bool{
		"DEMAIN": true, "DEMAIN26": true, "VOTEDEMAIN": true, "DEMAINENS": true, "ListeDemain": true, "LDE": true,
		"ZEMMOUR": true, "EZemmour": true, "EZ": true, "EZ2027": true, "INSOUMISE": true, "LFI": true, "VotonsLFI": false,
		"VOTEZ": false, "MAIRIE": false, "LIS": false, "ENS": false, "2026": false, "36180": false, "+33639980001": false, "": false,
	} {
		if senderNames(sender, names) != want {
			t.Errorf("%s: %t, want %t", sender, !want, want)
		}
	}
	if senderNames("DEMAIN", nil) {
		t.Error("nobody's name is found")
	}
}
