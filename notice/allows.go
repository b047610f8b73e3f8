package notice

import "github.com/scrutateur/scrutateur/notice/law"

// Allows says what the Notice cannot carry on this channel and occasion: nothing, when it can. What holds on every channel is
// in Findings, forbidden origins and the evidence of the basis among it; the two share no finding. Package message asks both when it
// compiles a template.
func (n Notice) Allows(ch law.Channel, o law.Occasion) law.Findings {
	const path = "Notice.Origin.Kind"
	var fs law.Findings
	if ch != law.SMS && ch != law.Email {
		fs = append(fs, law.Find(law.SpecField, "Channel", "unknown channel %q: take law.SMS or law.Email", short(ch)))
	}
	switch o {
	case law.FirstContact, law.Later, law.ConsentRequest, law.ConsentReceipt, law.Service:
	default:
		fs = append(fs, law.Find(law.SpecField, "Occasion", "unknown occasion %q: take one of the constants of package law", short(o)))
	}
	if origins[n.Origin.Kind].class == agreement {
		rented := n.Origin.Kind == law.OriginRented
		switch o {
		case law.FirstContact:
			if rented {
				fs = append(fs, law.Find(law.ConsentFirst, path, "a rented file: the first message only asks for agreement; make it a ConsentRequest"))
			} else {
				fs = append(fs, law.Find(law.ConsentFirst, path, "an address given by a friend: the first message only asks for agreement; make it a ConsentRequest"))
			}
		case law.Later:
			if rented {
				fs = append(fs, law.Find(law.ConsentFirst, path, "a rented file carries no second message: those who agreed are of origin form, with consent"))
			} else {
				fs = append(fs, law.Find(law.ReferralOnce, path, "an address given by a friend carries a single message, without reminder: those who agreed are of origin form, with consent"))
			}
		case law.Service:
			fs = append(fs, law.Find(law.ConsentFirst, path, "service messages go to people whom the campaign knows: this origin is none"))
		}
	}
	if n.Origin.Kind == law.OriginConsular && ch == law.SMS && blank(n.Origin.Enrichment) {
		fs = append(fs, law.Find(law.ConsularList, "Notice.Origin.Enrichment", "the consular list is known to hold mailboxes, not phone numbers: say where they came from"))
	}
	if ch == law.SMS && n.Basis.Kind == law.LegitimateInterest && o != law.Service {
		fs = append(fs, law.Find(law.OptIn, "Notice.Basis.Kind", "the operators' charter takes political SMS with prior agreement only: rest on consent, or use a route that is not bound by it"))
	}
	if n.Advert == nil && labelled(o) {
		f := law.Find(law.AdvertLabel, "Notice.Advert", "a political advertisement without label: fill Advert, or except the rule with the reason why Regulation (EU) 2024/900 does not reach this message")
		if ch == law.SMS || n.Readings.InHouse == Literal {
			f = f.AsShould()
		}
		fs = append(fs, f)
	}
	if n.Advert != nil && n.Advert.Targeting != nil && n.Readings.SMS == Literal && labelled(o) {
		for _, f := range n.Advert.Targeting.online(n) {
			if ch == law.SMS {
				f = f.AsShould()
			}
			fs = append(fs, f)
		}
	}
	return fs.Sort()
}

// labelled reports whether a message of this occasion is a political advertisement: those that only ask for agreement,
// confirm it, or serve the vote are not meant to influence it.
func labelled(o law.Occasion) bool { return o == law.FirstContact || o == law.Later }
