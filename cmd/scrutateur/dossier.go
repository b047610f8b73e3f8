package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"github.com/scrutateur/scrutateur/cmd/scrutateur/internal/cli"
	"github.com/scrutateur/scrutateur/internal/campaign"
	"github.com/scrutateur/scrutateur/internal/strictjson"
	"github.com/scrutateur/scrutateur/internal/termsafe"
	"github.com/scrutateur/scrutateur/internal/tongue"
	"github.com/scrutateur/scrutateur/internal/userfile"
	"github.com/scrutateur/scrutateur/message/dossier"
	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
)

// dossierFile holds the facts that no message says.
const dossierFile = "dossier.json"

// binding are the flags of dossier.
type binding struct{ out, format, at string }

func dossierCommand() *cli.Command {
	var b binding
	return &cli.Command{
		Name: "dossier", Short: "write the pages that a campaign shows to people and to the regulator", Args: "campaign.json|DIR",
		Help: []tongue.Text{
			"dossier writes the pages that a campaign shows to the people it writes to and to the regulator, from the folder that\nscrutateur check proves: privacy page, transparency notice, record of processing activities, clauses of the providers' contracts, a\ndocument to start an impact assessment from, the answers to CNIL's six questions, the days of the election and the rules that no\nprogram decides. index says what there is.",
			"\tDIR/campaign.json    the Notice, and what the templates share: scrutateur check -h\n\tDIR/dossier.json     what no message says and a regulator asks; may be missing",
			"\t{\n\t  \"tools\": [{\"name\": \"Carnet\", \"provider\": \"Exemple CRM\", \"given\": \"candidats\", \"use\": \"tenir le fichier\"}],\n\t  \"security\": [\"disques chiffrés\"],\n\t  \"people\": 12400,\n\t  \"contact\": \"dpo@example.org\",\n\t  \"requests\": [{\"reference\": \"2026-004\", \"right\": \"access\", \"received\": \"2026-01-20\"}],\n\t  \"offers\": [{\"provider\": \"Exemple Routage\", \"price\": 0.065, \"tariff\": 0.065, \"country\": \"FR\"}]\n\t}",
			"What is missing stands on each page, and is printed, a line each, with the pages that it concerns; what only advises is in\nparentheses. Templates whose Notice differs have pages of their own, in a folder named after the first of them. Nothing is\nwritten when a file is no JSON.",
			"The exit code is 0 when nothing blocks, 1 when something does, and 2 when the folder cannot be read or the pages cannot be written.",
		},
		Examples: []cli.Example{
			{Line: "scrutateur dossier -out pages -at 2026-02-03 campagne", Says: "the pages as of that day"},
			{Line: "scrutateur dossier -lang en -format md campagne", Says: "in English, as Markdown"},
		},
		Lang: "language of the pages and of what is printed",
		Flags: func(f *cli.Flags) {
			f.String(&b.out, "out", "dossier", "folder that the pages are written into")
			f.String(&b.format, "format", "html", "html or md")
			f.String(&b.at, "at", "", "day that the pages bear, and by whose rules they are judged, as 2026-02-03; empty: none")
		},
		Run: b.run,
	}
}

func (b *binding) run(ctx context.Context, c *cli.Call) error {
	switch {
	case len(c.Args) != 1:
		return cli.Errorf("name one folder, or its %s; scrutateur dossier -h says what stands in it", campaign.File)
	case b.format != "html" && b.format != "md":
		return cli.Errorf("-format is html or md")
	}
	dir := c.Args[0]
	if filepath.Base(dir) == campaign.File {
		dir = filepath.Dir(dir)
	}
	folder, err := userfile.Open(dir)
	if err != nil {
		return cli.Errorf("%s is no folder", dir)
	}
	defer folder.Close()
	f, err := readDossier(ctx, folder, notice.Day(b.at))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return cli.Errorf("%s has no %s; scrutateur check -h shows one", dir, campaign.File)
	case err != nil:
		return err
	}
	tag := c.Said.Tag()
	pages, err := f.write(b.out, b.format, tag)
	if err != nil {
		return err
	}
	blocking, advice := f.print(c.Out, dir, tag)
	fmt.Fprintf(c.Out, "\n%s\n", c.Said.Sayf("%d pages in %s; %d findings block, %d advise", pages, filepath.ToSlash(b.out), blocking, advice))
	if blocking > 0 {
		return cli.ErrFound
	}
	return nil
}

// write writes the pages below a folder and returns how many there are.
func (f dossierFolder) write(name, format string, tag language.Tag) (n int, err error) {
	if len(f.dossiers) == 0 {
		return 0, nil
	}
	out, err := userfile.Create(name)
	if err != nil {
		return 0, err
	}
	defer out.Close()
	for _, d := range f.dossiers {
		folder := out
		if len(f.dossiers) > 1 {
			if folder, err = out.Sub(strings.ReplaceAll(d.Templates[0].Name, "/", "-")); err != nil {
				return 0, err
			}
			defer folder.Close()
		}
		pages := d.Pages(tag)
		if err := writePages(folder, format, pages); err != nil {
			return 0, err
		}
		n += len(pages)
	}
	return n, nil
}

func writePages(folder *userfile.Folder, format string, pages []dossier.Page) error {
	for _, p := range pages {
		var b bytes.Buffer
		write := p.WriteHTML
		if format == "md" {
			write = p.WriteMarkdown
		}
		if err := write(&b); err != nil {
			return err
		}
		if err := folder.Write(p.Name+"."+format, b.Bytes(), userfile.Shared); err != nil {
			return err
		}
	}
	return nil
}

// dossierFolder is what a campaign's folder says: a dossier for each Notice, and what check found.
type dossierFolder struct {
	dossiers []dossier.Dossier
	checked  campaign.Report
	facts    []campaign.Finding // in dossier.json
}

// statement is what decides a page, in every place of campaign.json where it may stand.
type statement struct {
	Notice notice.Notice   `json:"notice"`
	Rules  law.Profile     `json:"rules"`
	Except []law.Exception `json:"except"`
}

func readDossier(ctx context.Context, fsys fs.FS, at notice.Day) (f dossierFolder, err error) {
	if f.checked, err = campaign.Check(ctx, fsys); err != nil {
		return f, err
	}
	b, err := userfile.ReadFS(ctx, fsys, campaign.File, maxFacts)
	if err != nil {
		return f, err
	}
	var doc struct {
		statement
		SMS       json.RawMessage            `json:"sms"`
		Email     json.RawMessage            `json:"email"`
		Templates map[string]json.RawMessage `json:"templates"`
	}
	// Check has found what is wrong with the file: what could be read is the dossier's.
	_, problems := strictjson.Unmarshal([]byte(strings.TrimPrefix(string(b), "\ufeff")), &doc)
	facts, more, err := f.readFacts(ctx, fsys)
	if err != nil || strictjson.Unread(problems) || strictjson.Unread(more) {
		return f, err // no pages are better than empty ones over those of yesterday
	}
	var keys []string
	for _, t := range f.checked.Templates {
		s := statement{doc.Notice.Clone(), doc.Rules, slices.Clone(doc.Except)}
		kind := doc.SMS
		if strings.HasPrefix(t.Name, "email/") {
			kind = doc.Email
		}
		for _, raw := range []json.RawMessage{kind, doc.Templates[t.Name]} {
			if raw != nil {
				_, _ = strictjson.Unmarshal(raw, &s)
			}
		}
		key, err := json.Marshal(s)
		if err != nil {
			return f, err
		}
		i := slices.Index(keys, string(key))
		if i < 0 {
			i = len(keys)
			keys = append(keys, string(key))
			f.dossiers = append(f.dossiers, dossier.Dossier{Notice: s.Notice, Rules: s.Rules, Except: s.Except, Facts: facts, At: at})
		}
		f.dossiers[i].Templates = append(f.dossiers[i].Templates, dossier.Template{Name: t.Name, SMS: t.SMS, Email: t.Email})
	}
	if len(f.dossiers) == 0 {
		f.dossiers = []dossier.Dossier{{Notice: doc.Notice, Rules: doc.Rules, Except: doc.Except, Facts: facts, At: at}}
	}
	return f, nil
}

// maxFacts is how many bytes campaign.json and dossier.json may have.
const maxFacts = 1 << 20

// readFacts reads dossier.json, if there is one, and keeps what is wrong with it.
func (f *dossierFolder) readFacts(ctx context.Context, fsys fs.FS) (facts dossier.Facts, problems []strictjson.Problem, err error) {
	b, err := userfile.ReadFS(ctx, fsys, dossierFile, maxFacts)
	if errors.Is(err, fs.ErrNotExist) {
		return facts, nil, nil
	} else if err != nil {
		return facts, nil, err
	}
	text := strings.TrimPrefix(string(b), "\ufeff")
	_, problems = strictjson.Unmarshal([]byte(text), &facts)
	lines := userfile.NewLines(text)
	for _, p := range problems {
		found := campaign.Finding{Finding: p.Finding(), File: dossierFile}
		found.Line, found.Column = lines.At(p.Offset)
		f.facts = append(f.facts, found)
	}
	return facts, problems, nil
}

// said is one finding as it is printed, with the pages that it concerns.
type said struct {
	line   string
	blocks bool
	pages  []string
}

// print prints what check found and what the pages lack, once each.
func (f dossierFolder) print(w io.Writer, dir string, tag language.Tag) (blocking, advice int) {
	var all []*said
	known := map[string]*said{} // by rule, key and detail
	add := func(x law.Finding, line string) *said {
		s := &said{line: line, blocks: x.Severity == law.Must}
		all = append(all, s)
		known[string(x.Rule)+"\n"+x.Path+"\n"+x.Detail] = s
		return s
	}
	for _, x := range slices.Concat(f.checked.Findings, f.facts) {
		x.File = filepath.ToSlash(filepath.Join(dir, x.File)) // as an editor opens it from here
		add(x.Finding, x.In(tag))
	}
	for _, d := range f.dossiers {
		pages := d.Pages(tag)
		for _, lack := range pages[0].Missing {
			if strings.HasPrefix(lack.Path, "Templates[") {
				continue // check has said why it is not proved
			}
			x := lack
			x.Path = strictjson.Keys(reflect.TypeFor[dossier.Dossier](), x.Path)
			file := filepath.ToSlash(filepath.Join(dir, campaign.File))
			if facts, ok := strings.CutPrefix(x.Path, "facts."); ok {
				file, x.Path = filepath.ToSlash(filepath.Join(dir, dossierFile)), facts
			} else if x.Path == "at" {
				file = "-at"
			}
			s := known[string(x.Rule)+"\n"+x.Path+"\n"+x.Detail]
			if s == nil {
				line := x.In(tag)
				if x.Severity != law.Must {
					line = "(" + line + ")"
				}
				s = add(x, termsafe.Escape(file)+": "+line)
			}
			for _, name := range dossier.Concerns(pages, lack) {
				if !slices.Contains(s.pages, name) {
					s.pages = append(s.pages, name)
				}
			}
		}
	}
	for _, s := range all {
		if s.blocks {
			blocking++
		} else {
			advice++
		}
		if len(s.pages) > 0 {
			s.line += " [" + strings.Join(s.pages, ", ") + "]"
		}
		fmt.Fprintln(w, s.line)
	}
	return blocking, advice
}
