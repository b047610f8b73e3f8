package retention

import (
	_ "embed"
	"html/template"
	"io"
	"strings"
	"sync"
	"time"

	"golang.org/x/text/language"
)

//go:embed page.gohtml
var pageText string

var pages = sync.OnceValue(func() *template.Template { return template.Must(template.New("").Parse(pageText)) })

// words picks one language of a table of headings.
func words(t tongue, m map[string]pair) map[string]string {
	out := make(map[string]string, len(m))
	for k, v := range m {
		out[k] = v[t]
	}
	return out
}

// splitAbout turns "Controller: X" into heading and value.
func splitAbout(lines []string) [][2]string {
	out := make([][2]string, len(lines))
	for i, l := range lines {
		k, v, _ := strings.Cut(l, ": ")
		out[i] = [2]string{strings.TrimSuffix(k, "\u00a0"), v}
	}
	return out
}

// WriteHTML writes the plan as one page in French or English, for a screen of any width, light or dark, and for A4.
// It loads nothing and runs nothing.
func (p Plan) WriteHTML(w io.Writer, tag language.Tag) error {
	t := tongueOf(tag)
	type row struct{ Class, Do, State, Mark, When, Why, Held, Gone, By, Count string }
	title, about := p.heading(t)
	rows := make([]row, len(p.Actions))
	for i, a := range p.Actions {
		rows[i] = row{
			Class: a.Class.in(t), Do: doWords[a.Do][t], State: stateWords[a.State][t], Mark: string(a.State),
			When: upper(a.when(t)), Why: a.Why(tag), Held: a.held(t), By: a.by(t), Count: t.count(a.Count),
		}
		if a.Gone != "" {
			rows[i].Gone = t.date(a.Gone)
		}
	}
	var holds, findings []string
	for _, h := range p.Holds {
		holds = append(holds, h.sentence(t))
	}
	for _, f := range p.Findings {
		findings = append(findings, f.In(t.tag()))
	}
	return pages().ExecuteTemplate(w, "plan", map[string]any{
		"Lang": pair{"fr", "en"}[t], "Title": title, "About": splitAbout(about), "Rows": rows, "Holds": holds, "Findings": findings, "Hash": p.Hash(),
		"W": words(t, map[string]pair{
			"Findings": {"Constats", "Findings"},
			"Actions":  {"Ce qu’il faut faire", "What to do"},
			"What":     {"Données", "Data"},
			"State":    {"État", "State"},
			"When":     {"Échéance et raison", "Day and reason"},
			"Where":    {"Où", "Where"},
			"Count":    {"Fiches", "Records"},
			"Gone":     {"Dernière sauvegarde écrasée le", "Last backup overwritten on"},
			"Nothing":  {"Rien à effacer.", "Nothing to erase."},
			"Holds":    {"Conservations imposées", "Holds"},
			"Hash":     {"Empreinte du plan", "Hash of the plan"},
			"Approve":  {"Approuver ce plan, c’est approuver cette empreinte\u00a0: seul le plan qui la porte sera exécuté.", "To approve this plan is to approve this hash: only the plan that has it will be run."},
		}),
	})
}

var gapWords = map[Gap]pair{
	NotDone:     {"action échue, sans résultat", "due, and nothing is said about it"},
	NotVerified: {"effacement non vérifié par relecture", "the erasure was not read back"},
	NotAttested: {"attestation du prestataire manquante", "the provider has not attested"},
}

// WriteHTML writes the certificate as one page in French or English, for a screen of any width, light or dark, and for A4. It
// shows the signature and does not check it: see Verify.
func (c Certificate) WriteHTML(w io.Writer, tag language.Tag) error {
	t := tongueOf(tag)
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
		[2]string{pair{"Début", "Started"}[t], t.moment(c.Started)},
		[2]string{pair{"Fin", "Ended"}[t], t.moment(c.Ended)},
		[2]string{pair{"Politique", "Policy"}[t], c.Policy},
	)
	if c.Gone != "" {
		about = append(about, [2]string{pair{"Dernière sauvegarde écrasée le", "Last backup overwritten on"}[t], t.date(c.Gone)})
	}
	rows := make([]row, len(c.Lines))
	for i, l := range c.Lines {
		r := row{
			Class: l.Class.in(t), By: place(l.Processor, l.Store, l.Name),
			Before: t.count(l.Before), Deleted: t.count(l.Deleted), Kept: t.count(l.Kept),
		}
		attested := ""
		if l.Attested != "" {
			attested = t.date(l.Attested) + ", " + l.Evidence
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
		open = append(open, o.Class.in(t)+", "+place(o.Processor, o.Store, o.Name)+pair{"\u00a0: ", ": "}[t]+gapWords[o.Gap][t]+".")
	}
	for _, h := range c.Holds {
		holds = append(holds, h.sentence(t))
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
		"W": words(t, map[string]pair{
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

// moment says an instant, in UTC.
func (t tongue) moment(at time.Time) string {
	at = at.UTC()
	return t.date(dayOf(at)) + at.Format(pair{" à 15 h 04 (UTC)", ", 15:04 UTC"}[t])
}

func upper(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
