package suppression

import (
	"bufio"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"iter"
	"strings"
	"time"

	"github.com/scrutateur/scrutateur/notice/law"
)

// portableColumns are those of the portable list: a CSV in UTF-8 with a header, one row for each address and scope, times in RFC 3339.
var portableColumns = []string{"channel", "identifier", "scope", "reason", "source", "received_at", "recorded_at", "evidence_id", "expires_at"}

const (
	manifestFormat = "scrutateur/suppression/1"
	normalisation  = "scrutateur/address/1" // E.164; mailboxes as given, with the domain in lower-case ASCII (IDNA2008)
	plainHash      = "plain"
)

// everything stands in the columns channel and scope for all of them.
const everything = "*"

// Manifest says what a portable list holds, so that who receives it knows that it is whole. It stands beside the list, in JSON.
type Manifest struct {
	Format        string    `json:"format"`
	Controller    string    `json:"controller"` // whose list it is: notice.Controller.ID
	GeneratedAt   time.Time `json:"generated_at"`
	Rows          int       `json:"rows"`
	SHA256        string    `json:"sha256"`        // of the CSV, in hexadecimal
	Normalisation string    `json:"normalisation"` // how addresses are written
	Hash          string    `json:"hash"`          // "plain": the addresses themselves
}

var (
	errHashed = errors.New("suppression: the manifest says that the list holds hashes: they are of use to who has the key and the same ledger; ask for the plain list, sealed")
	errFormat = errors.New("suppression: the manifest is of another format than scrutateur/suppression/1")
	errSum    = errors.New("suppression: the file is not the one that its manifest is of, or not all of it: what was read of it counts, and the rest is missing; fetch it anew")
)

// ReadManifest reads a manifest. Unknown keys are refused, because a version that says more means more.
func ReadManifest(r io.Reader) (Manifest, error) {
	var m Manifest
	dec := json.NewDecoder(io.LimitReader(r, 64<<10))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&m); err != nil {
		return Manifest{}, fmt.Errorf("suppression: the manifest cannot be read: %w", err)
	}
	return m, m.usable()
}

func (m Manifest) usable() error {
	switch sum, err := hex.DecodeString(m.SHA256); {
	case m.Format != manifestFormat || m.Normalisation != normalisation:
		return errFormat
	case m.Hash != plainHash:
		return errHashed
	case err != nil || len(sum) != sha256.Size || m.Rows < 0:
		return errFormat
	}
	return nil
}

// WritePortable writes a list of plain addresses in the portable form and returns its manifest. Entries are written as they come, in constant memory; an
// error of theirs, a *RowError too, ends the writing: a list that is handed on is whole or is none.
func WritePortable(w io.Writer, controller string, at time.Time, entries iter.Seq2[Entry, error]) (Manifest, error) {
	sum := sha256.New()
	buf := bufio.NewWriter(io.MultiWriter(w, sum))
	out := csv.NewWriter(buf)
	m := Manifest{
		Format: manifestFormat, Controller: controller, GeneratedAt: at.UTC().Truncate(time.Second), Normalisation: normalisation, Hash: plainHash,
	}
	out.Write(portableColumns) // what went wrong is told by Error below
	for e, err := range entries {
		if err != nil {
			return Manifest{}, err
		}
		fields, err := portableRow(e)
		if err != nil {
			return Manifest{}, err
		}
		if err := out.Write(fields); err != nil {
			return Manifest{}, err
		}
		m.Rows++
	}
	out.Flush()
	if err := errors.Join(out.Error(), buf.Flush()); err != nil {
		return Manifest{}, err
	}
	m.SHA256 = hex.EncodeToString(sum.Sum(nil))
	return m, nil
}

func portableRow(e Entry) ([]string, error) {
	if e.To.IsZero() || e.Reason.Kind() == "" {
		return nil, fmt.Errorf("suppression: entry %d has no address or no reason that is known", e.Line)
	}
	return []string{
		or(string(e.Channel), everything), or(e.To.E164(), e.To.Mailbox()), or(e.Topic, everything), string(e.Reason), e.Source, stamp(e.At), "", e.Evidence, stamp(e.Until),
	}, nil
}

func or(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}

// portable is the format of the portable list. It is no file of formats, because its columns say more than a provider's.
func portable() *format {
	reasons := map[string]Reason{"": Unsubscribe, "consent": resubscribe, "resubscribe": resubscribe, "opt-in": resubscribe}
	for _, r := range []Reason{Unsubscribe, Complaint, Manual, Bounce, Invalid} {
		reasons[string(r)] = r
	}
	f := &format{provider: "portable", Title: "scrutateur"}
	f.Tables = []table{{
		Name: "list", Columns: portableColumns[:4],
		Says: []says{{
			Address: []string{"identifier"}, When: "reason", Values: reasons, Rest: new(Manual), At: []string{"received_at", "recorded_at"},
		}},
		extend: extendPortable,
	}}
	f.ready()
	return f
}

// extendPortable reads the columns that no provider's list has. Scope names the controller's own topics, so that none has to be mapped.
func extendPortable(r row, e *Entry) (widened bool) {
	value := func(name string) string {
		v, _ := r.get(column(name))
		return strings.TrimSpace(v)
	}
	switch c := law.Channel(strings.ToLower(value("channel"))); c {
	case "", everything:
	case law.SMS, law.Email, law.Voice, law.Post, law.Door:
		e.Channel = c
	default: // a channel of another version's: the objection is to everything
		widened = true
	}
	if e.Topic = value("scope"); e.Topic == everything {
		e.Topic = ""
	}
	e.Evidence = reference(value("evidence_id"))
	e.ID = strings.TrimSpace(reference(value("source")) + " " + e.Evidence)
	e.Until, _ = instant(value("expires_at"))
	return widened
}

// witness reads what another reader holds and sums it up.
type witness struct {
	r   io.Reader
	sum hash.Hash
	end bool
}

func newWitness(r io.Reader) *witness { return &witness{r: r, sum: sha256.New()} }

func (w *witness) Read(p []byte) (int, error) {
	n, err := w.r.Read(p)
	w.sum.Write(p[:n])
	w.end = w.end || err == io.EOF
	return n, err
}

func (w *witness) compare(m Manifest, rows int) error {
	if !w.end || rows != m.Rows || !strings.EqualFold(hex.EncodeToString(w.sum.Sum(nil)), m.SHA256) {
		return errSum
	}
	return nil
}
