package main

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	_ "modernc.org/sqlite"

	"github.com/scrutateur/scrutateur/cmd/scrutateur/internal/cli"
	"github.com/scrutateur/scrutateur/internal/tongue"
	"github.com/scrutateur/scrutateur/internal/userfile"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/inbox"
	"github.com/scrutateur/scrutateur/optout/optoutsql"
)

// ledgerCommand is the group of those that keep the ledger of objections.
func ledgerCommand() *cli.Command {
	return &cli.Command{Name: "ledger", Short: "keep the ledger of those who want no messages", Commands: []*cli.Command{
		ledgerCreate(),
		ledgerHas(),
		ledgerObject(),
		ledgerDismiss(),
		ledgerVerify(),
		ledgerHead(),
		ledgerImport(),
		ledgerExport(),
		ledgerInbox(),
		ledgerMailbox(),
		ledgerRecall(),
		ledgerMerge(),
	}}
}

// ledgerFlags are those of every command that opens a ledger.
type ledgerFlags struct {
	ledger, controller, heads string
	keys                      []string
	anywhere                  bool
}

func (l *ledgerFlags) declare(f *cli.Flags) {
	f.String(&l.ledger, "ledger", "", "`file` of the ledger, a SQLite database")
	f.Func("key", func(s string) error { l.keys = append(l.keys, s); return nil }, "`file` of the key; given again, those of former keys")
	f.String(&l.controller, "controller", "", "whose ledger it is, as campaign.json names the controller's id; empty: the only one in it")
	f.String(&l.heads, "head", "", "`file` outside of the ledger in which its end is kept, and compared")
	f.Bool(&l.anywhere, "anywhere", "use a ledger on a folder that a service synchronises or another machine serves")
}

// ledgerHelp is what the help of every command says of the flags that all have.
const ledgerHelp tongue.Text = "Addresses are phone numbers and mailboxes, as arguments or, without any, a line each on the standard input, where the history of\nthe shell does not keep them. None is ever printed: what is said of one names its line."

// openLedger is a ledger with what lies beside it.
type openLedger struct {
	db     *sql.DB
	ledger *optoutsql.Ledger
	book   *optout.Book
}

func (o *openLedger) close() { errors.Join(o.ledger.Close(), o.db.Close()) }

// place refuses a file on a folder where a database is not safe.
func (l *ledgerFlags) place(file string) error {
	err := optoutsql.Place(file)
	if err == nil || l.anywhere {
		return nil
	}
	return fmt.Errorf("%w (-anywhere)", err)
}

// database opens a SQLite file; mode is "rw", which makes none, or "rwc".
func database(file, mode string) (*sql.DB, error) {
	path, err := filepath.Abs(file)
	if err != nil {
		return nil, err
	}
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // a drive's letter
	}
	// On macOS fsync does not reach the disk, and fullfsync does; elsewhere it says nothing.
	u := url.URL{Scheme: "file", Path: path, RawQuery: "mode=" + mode + "&_pragma=fullfsync(1)"}
	return sql.Open("sqlite", u.String())
}

// open opens the ledger and the keys to it.
func (l *ledgerFlags) open(ctx context.Context) (*openLedger, error) {
	keys, err := l.readKeys()
	if err != nil {
		return nil, err
	}
	o, err := openDatabase(ctx, l, l.ledger)
	if err != nil {
		return nil, err
	}
	controller, err := o.controller(ctx, l.controller)
	if err != nil {
		o.close()
		return nil, err
	}
	o.book = &optout.Book{Ledger: o.ledger, Keys: keys, Controller: controller}
	if l.heads != "" {
		o.book.Heads = optout.HeadFile(l.heads)
	}
	if err := o.book.Findings().Err(); err != nil {
		o.close()
		return nil, err
	}
	return o, nil
}

func openDatabase(ctx context.Context, l *ledgerFlags, file string) (*openLedger, error) {
	if file == "" {
		return nil, cli.Errorf("name the ledger with -ledger; scrutateur ledger create makes one")
	}
	if err := l.place(file); err != nil {
		return nil, err
	}
	if info, err := os.Stat(file); err != nil || !info.Mode().IsRegular() {
		return nil, cli.Errorf("%s is no ledger: correct -ledger, or let scrutateur ledger create make one", file)
	}
	db, err := database(file, "rw")
	if err != nil {
		return nil, err
	}
	ledger, err := optoutsql.Open(ctx, db, dialect(l.anywhere))
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return &openLedger{db: db, ledger: ledger}, nil
}

// dialect is SQLite's; anywhere is for who insists on a place that is not safe.
func dialect(anywhere bool) optoutsql.Dialect {
	if anywhere {
		return optoutsql.SQLiteAnywhere
	}
	return optoutsql.SQLite
}

// controller returns whose book is opened: the one that was named, or the only one of the ledger.
func (o *openLedger) controller(ctx context.Context, named string) (string, error) {
	if named != "" {
		return named, nil
	}
	known, err := o.ledger.Keys(ctx)
	if err != nil {
		return "", err
	}
	var all []string
	for _, k := range known {
		if !slices.Contains(all, k.Controller) {
			all = append(all, k.Controller)
		}
	}
	if len(all) != 1 {
		return "", cli.Errorf("the ledger has events of %d controllers: say with -controller which one is meant", len(all))
	}
	return all[0], nil
}

// readKeys reads the files of keys, the current one first.
func (l *ledgerFlags) readKeys() (keys optout.Keys, err error) {
	if len(l.keys) == 0 {
		return keys, cli.Errorf("name the key with -key; scrutateur ledger create makes one")
	}
	for i, name := range l.keys {
		number, err := keyNumber(name)
		if err != nil {
			return keys, err
		}
		k, err := optout.OpenKeyFile(name, number)
		if err != nil {
			return keys, err
		}
		if i == 0 {
			keys.Current = k
		} else {
			keys.Older = append(keys.Older, k)
		}
	}
	return keys, nil
}

// keyNumber reads the number of a key file, which stands in its first line. OpenKeyFile judges the file.
func keyNumber(name string) (byte, error) {
	content, err := userfile.Read(context.Background(), name, 4<<10)
	if err != nil {
		return 0, err
	}
	line, _, _ := strings.Cut(string(content), "\n")
	n, err := strconv.ParseUint(strings.TrimSpace(strings.TrimPrefix(line, "scrutateur key ")), 10, 8)
	if err != nil {
		return 0, cli.Errorf("%s is no key file: bring back a copy of it, and make no new key for a ledger that is there", name)
	}
	return byte(n), nil
}

// inbox opens the inbox beside the ledger.
func (o *openLedger) inbox(ctx context.Context) (*inbox.Inbox, error) {
	store, err := optoutsql.OpenInbox(ctx, o.db, optoutsql.SQLite)
	if errors.Is(err, optoutsql.ErrNoInbox) {
		return nil, cli.Errorf("the ledger has no inbox beside it: scrutateur ledger create -complete adds what it lacks")
	}
	if err != nil {
		return nil, err
	}
	return inbox.New(o.book, store)
}

// given is an address that the command was given, and the line or the argument that it came from.
type given struct {
	line int
	to   optout.Address
}

// addresses reads the addresses of a call: its arguments, or the lines of the standard input. What cannot be read is told by its line, and
// the others are returned.
func addresses(ctx context.Context, c *cli.Call) (all []given, refused []law.Finding, err error) {
	if len(c.Args) > 0 {
		all, refused = parseAddresses(c.Args)
		return all, refused, nil
	}
	return addressLines(ctx, c.In, "-")
}

// addressLines reads a line each.
func addressLines(ctx context.Context, r io.Reader, name string) ([]given, []law.Finding, error) {
	text, err := userfile.ReadStream(ctx, r, name, maxAddresses)
	if err != nil {
		return nil, nil, err
	}
	var lines []string
	s := bufio.NewScanner(strings.NewReader(strings.TrimPrefix(string(text), "\ufeff")))
	s.Buffer(nil, maxAddresses)
	for s.Scan() {
		lines = append(lines, s.Text())
	}
	all, refused := parseAddresses(lines)
	return all, refused, s.Err()
}

const maxAddresses = 256 << 20 // bytes of a file of addresses

func parseAddresses(lines []string) (all []given, refused []law.Finding) {
	for i, line := range lines {
		if strings.TrimSpace(line) == "" {
			continue
		}
		read := optout.Phone
		if strings.Contains(line, "@") {
			read = optout.Mailbox
		}
		to, err := read(line)
		if err != nil {
			f, ok := errors.AsType[law.Finding](err)
			if !ok {
				f = law.Find(law.AddressForm, "", "is no address")
			}
			f.Path = "line " + strconv.Itoa(i+1)
			refused = append(refused, f)
			continue
		}
		all = append(all, given{i + 1, to})
	}
	return all, refused
}

// tellRefused prints the lines that are no addresses, and reports whether there are any.
func tellRefused(c *cli.Call, refused []law.Finding) bool {
	for _, f := range refused {
		fmt.Fprintln(c.Err, f.In(c.Said.Tag()))
	}
	return len(refused) > 0
}

// channelOf reads -channel.
func channelOf(s string) (law.Channel, error) {
	ch := law.Channel(s)
	if s != "" && !slices.Contains([]law.Channel{law.SMS, law.Email, law.Voice, law.Post, law.Door}, ch) {
		return "", cli.Errorf("-channel is sms, email, voice, post or door; without it every channel is meant")
	}
	return ch, nil
}

func ledgerCreate() *cli.Command {
	var l ledgerFlags
	var number string
	var complete bool
	return &cli.Command{
		Name: "create", Short: "make a ledger, and its key where there is none",
		Help: []tongue.Text{
			"create makes a ledger in a file that is not there yet, with an inbox and a register of requests beside it, and the file of the\nkey if that is not there either. Both are made once and never written over: a ledger without its key finds nobody.",
			"Keep a copy of the key apart from the ledger, and a copy of both apart from the machine. docs/keys.md says how a key is rotated, and what to do when one is lost.",
		},
		Examples: []cli.Example{{Line: "scrutateur ledger create -ledger oppositions.db -key oppositions.key", Says: "the first day"}},
		Lang:     "language of what is printed",
		Flags: func(f *cli.Flags) {
			l.declare(f)
			f.String(&number, "number", "1", "number of a new key: one that no other key of the controller has had")
			f.Bool(&complete, "complete", "add what a ledger lacks that is there: an inbox, a register of requests")
		},
		Run: func(ctx context.Context, c *cli.Call) error {
			id, err := strconv.ParseUint(number, 10, 8)
			switch {
			case err != nil:
				return cli.Errorf("-number is a number from 0 to 255")
			case len(c.Args) > 0 || l.ledger == "" || len(l.keys) != 1:
				return cli.Errorf("name the new ledger with -ledger and its key with -key")
			}
			return createLedger(ctx, c, &l, byte(id), complete)
		},
	}
}

func createLedger(ctx context.Context, c *cli.Call, l *ledgerFlags, number byte, complete bool) error {
	if err := l.place(l.ledger); err != nil {
		return err
	}
	_, err := os.Stat(l.ledger)
	switch {
	case err == nil && !complete:
		return cli.Errorf("%s is there already: nothing is written over; -complete adds what it lacks", l.ledger)
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return err
	case err != nil && complete:
		return cli.Errorf("%s is not there: without -complete it is made", l.ledger)
	}
	mode := "rw"
	if complete {
		if _, err := l.readKeys(); err != nil {
			return err
		}
	} else {
		mode = "rwc"
		if n, err := keyNumber(l.keys[0]); err == nil {
			number = n // the key is there, and is taken with the number that it has
		}
		if _, err := optout.KeyFile(l.keys[0], number); err != nil {
			return err
		}
	}
	db, err := database(l.ledger, mode)
	if err != nil {
		return err
	}
	defer db.Close()
	if !complete {
		ledger, err := optoutsql.Create(ctx, db, dialect(l.anywhere))
		if err != nil {
			return err
		}
		ledger.Close()
	}
	_, err1 := optoutsql.CreateInbox(ctx, db, optoutsql.SQLite)
	_, err2 := optoutsql.CreateRights(ctx, db, optoutsql.SQLite)
	for _, err := range []error{err1, err2} {
		if err != nil && !errors.Is(err, optoutsql.ErrExists) {
			return err
		}
	}
	if err := os.Chmod(l.ledger, 0o600); err != nil {
		return err
	}
	fmt.Fprintln(c.Out, c.Said.Sayf("%s is ready; its key is %s: keep a copy of both, each apart from the other", l.ledger, l.keys[0]))
	return nil
}
