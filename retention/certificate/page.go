package certificate

import (
	_ "embed"
	"html/template"
	"io"
	"sync"

	"golang.org/x/text/language"

	"github.com/scrutateur/scrutateur/retention/internal/page"
)

// pair is one wording in French and in English.
type pair = page.Pair

//go:embed page.gohtml
var pageText string

var pages = sync.OnceValue(func() *template.Template { return page.Template(pageText) })

var gapWords = map[Gap]pair{
	NotDone:     {"action échue, sans résultat", "due, and nothing is said about it"},
	NotVerified: {"effacement non vérifié par relecture", "the erasure was not read back"},
	NotAttested: {"attestation du prestataire manquante", "the provider has not attested"},
}

// WriteHTML writes the certificate as one page in French or English, for a screen of any width, light or dark, and for A4. It
// shows the signature and does not check it: see Verify.
func (c Certificate) WriteHTML(w io.Writer, tag language.Tag) error {
	t := page.LangOf(tag)
	type row struct {
		Class, By, Before, Deleted, Kept string
		How                              []string
	}
	place := func(processor, store, name string) string {
		if name != "" {
			store += ", " + name
		}
		if processor != "" {
			return processor + pair{"\u00a0: ", ": "}[t] + store
		}
		return store
	}
	who := c.Controller
	if c.Name != "" {
		who = c.Name + " (" + c.Controller + ")"
	}
	about := [][2]string{
		{pair{"Responsable du traitement", "Controller"}[t], who},
	}
	if c.Election != "" {
		about = append(about, [2]string{pair{"Élection", "Election"}[t], c.Election})
	}
	about = append(about,
		[2]string{pair{"Approuvé par", "Approved by"}[t], c.Approved},
		[2]string{pair{"Début", "Started"}[t], t.Moment(c.Started)},
		[2]string{pair{"Fin", "Ended"}[t], t.Moment(c.Ended)},
		[2]string{pair{"Politique", "Policy"}[t], c.Policy},
	)
	if c.Gone != "" {
		about = append(about, [2]string{pair{"Dernière sauvegarde écrasée le", "Last backup overwritten on"}[t], t.Date(c.Gone)})
	}
	rows := make([]row, len(c.Lines))
	for i, l := range c.Lines {
		r := row{
			Class: l.Class.In(tag), By: place(l.Processor, l.Store, l.Name),
			Before: t.Count(l.Before), Deleted: t.Count(l.Deleted), Kept: t.Count(l.Kept),
		}
		attested := ""
		if l.Attested != "" {
			attested = t.Date(l.Attested) + ", " + l.Evidence
		}
		for _, h := range []struct {
			label pair
			value string
		}{
			{pair{"Gardé", "Kept"}, l.Why},
			{pair{"Méthode", "Method"}, l.Method},
			{pair{"Vérifié", "Verified"}, l.Verified},
			{pair{"Attesté le", "Attested on"}, attested},
			{pair{"Fondement", "Based on"}, string(l.Rule)},
		} {
			if h.value != "" {
				r.How = append(r.How, h.label[t]+pair{"\u00a0: ", ": "}[t]+h.value)
			}
		}
		rows[i] = r
	}
	var open, holds []string
	for _, o := range c.Open {
		open = append(open, o.Class.In(tag)+", "+place(o.Processor, o.Store, o.Name)+pair{"\u00a0: ", ": "}[t]+gapWords[o.Gap][t]+".")
	}
	for _, h := range c.Holds {
		holds = append(holds, h.In(tag))
	}
	none := pair{"aucun", "none"}[t]
	or := func(s string) string {
		if s == "" {
			return none
		}
		return s
	}
	status := pair{"Complet", "Complete"}
	if c.Status != Complete {
		status = pair{"Partiel", "Partial"}
	}
	return pages().ExecuteTemplate(w, "certificate", map[string]any{
		"Lang": pair{"fr", "en"}[t], "Title": pair{"Certificat d’effacement", "Certificate of erasure"}[t],
		"Status": status[t], "Mark": string(c.Status), "About": about, "Rows": rows, "Open": open, "Holds": holds,
		"Signed": [][2]string{
			{pair{"Plan approuvé", "Approved plan"}[t], c.Plan},
			{pair{"Certificat précédent", "Previous certificate"}[t], or(c.Previous)},
			{pair{"Empreinte de ce certificat", "Hash of this certificate"}[t], c.Hash()},
			{pair{"Clé Ed25519", "Ed25519 key"}[t], or(c.Key)},
			{"Signature", or(c.Signature)},
		},
		"W": page.Headings(t, map[string]pair{
			"Lines":     {"Ce qui a été effacé", "What was erased"},
			"What":      {"Données", "Data"},
			"Before":    {"Avant", "Before"},
			"Deleted":   {"Effacées", "Erased"},
			"Kept":      {"Gardées", "Kept"},
			"How":       {"Comment", "How"},
			"Nothing":   {"Rien n’a été effacé.", "Nothing was erased."},
			"Open":      {"Ce qui manque", "What is missing"},
			"Holds":     {"Conservations imposées", "Holds"},
			"Signature": {"Signature", "Signature"},
			"Promise":   {"Ce certificat ne contient aucune donnée personnelle. Il atteste ce que disent ses lignes\u00a0; leur exactitude engage le signataire.", "This certificate holds no personal data. It certifies what its lines say; that they are true is the signer’s word."},
		}),
	})
}
