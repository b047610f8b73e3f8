package house

// A room is what one package, or a folder of packages, may import outside its tests.
type room struct {
	ours    []string // packages of this module, without its path; "/…" at the end takes what lies below
	modules []string // third-party modules
}

const self = "github.com/scrutateur/scrutateur"

// Third-party modules by the role they play, so that the plan below stays readable.
const (
	text     = "golang.org/x/text"
	net      = "golang.org/x/net"
	tools    = "golang.org/x/tools"
	gcl      = "github.com/golangci/plugin-module-register"
	holidays = "github.com/rickar/cal/v2"
	differ   = "github.com/rogpeppe/go-internal"
	css      = "github.com/tdewolff/parse/v2"
	sealing  = "filippo.io/age"
	rates    = "golang.org/x/time"
)

// plan is the house: data goes down the arrows and nothing goes back up. A package that is missing here is
// a new room, and a new room needs a decision: add it with the fewest imports that let it work.
var plan = map[string]room{
	"notice/law":            {[]string{"internal/civil", "internal/tongue", "internal/termsafe"}, []string{text}},
	"notice/law/internal/…": {[]string{"internal/plaintext", "notice/law", "notice/law/internal/…"}, []string{text, tools}}, // writes the registry
	"notice/law/lawtest":    {[]string{"notice/law"}, nil},                                                                  // test cases: for tests alone, see only
	"notice/words":          {[]string{"notice/law", "internal/gsm7", "internal/strictjson", "internal/tongue"}, []string{text}},
	"notice":                {[]string{"internal/civil", "notice/law", "notice/words", "internal/gsm7", "internal/plaintext"}, []string{text}},

	"optout":                 {[]string{"notice/law", "internal/capability", "internal/cell", "internal/e164", "internal/hidden", "internal/plaintext", "internal/userfile"}, []string{text, net}},
	"optout/internal/seal":   {[]string{"optout"}, nil},
	"optout/manifest":        {[]string{"internal/plaintext", "internal/strictjson", "notice/law", "optout", "optout/internal/seal"}, nil},
	"optout/inbox":           {[]string{"internal/plaintext", "notice/law", "optout", "optout/internal/seal"}, nil},
	"optout/inbox/inboxtest": {[]string{"optout/inbox"}, nil},
	"optout/oneclick":        {[]string{"internal/damaged", "internal/tongue", "notice", "notice/law", "notice/words", "optout", "optout/inbox", "optout/reply"}, []string{text, rates}},
	"optout/mailbox":         {[]string{"internal/plaintext", "notice/law", "optout", "optout/inbox", "optout/reply"}, []string{text, net}},
	"optout/repair":          {[]string{"internal/cell", "internal/e164", "optout"}, nil},
	"optout/optoutsql":       {[]string{"internal/synced", "notice/law", "optout", "optout/inbox", "optout/rights"}, nil},
	"optout/optouttest":      {[]string{"notice/law", "optout"}, nil},

	"optout/consent":            {[]string{"internal/civil", "internal/plaintext", "internal/strictjson", "notice/law", "optout"}, []string{text}},
	"optout/drill":              {nil, nil}, // tests alone
	"optout/merge":              {[]string{"notice/law", "optout"}, nil},
	"optout/rights":             {[]string{"internal/civil", "internal/plaintext", "notice/law", "optout", "optout/internal/seal"}, nil},
	"optout/rights/replies":     {[]string{"notice/law", "optout/inbox", "optout/reply", "optout/rights"}, nil},
	"optout/rights/rightstest":  {[]string{"optout/rights"}, nil},
	"internal/synced":           {nil, nil},
	"optout/suppression":        {[]string{"notice/law", "optout", "optout/repair"}, []string{text}},
	"optout/suppression/sealed": {[]string{"optout/suppression"}, []string{sealing}},

	// optout/reply: text → lexicon → model → reply. The weights are trained by fit, which no program links.
	"optout/reply":                     {[]string{"internal/damaged", "optout/reply/internal/lexicon", "optout/reply/internal/model", "optout/reply/internal/text"}, nil},
	"optout/reply/internal/text":       {[]string{"internal/plaintext"}, nil},
	"optout/reply/internal/lexicon":    {[]string{"optout/reply/internal/text"}, nil},
	"optout/reply/internal/model":      {[]string{"optout/reply/internal/lexicon", "optout/reply/internal/text"}, nil},
	"optout/reply/internal/fit":        {[]string{"internal/damaged", "optout/reply/internal/lexicon", "optout/reply/internal/model", "optout/reply/internal/text"}, nil},
	"optout/reply/internal/train":      {[]string{"optout/reply/internal/fit", "optout/reply/internal/lexicon"}, nil},
	"optout/reply/internal/score":      {[]string{"optout/reply", "optout/reply/internal/fit"}, nil},
	"optout/reply/internal/lookalikes": {[]string{"optout/reply/internal/lexicon", "optout/reply/internal/text"}, nil},

	"message/router": {[]string{"notice/law", "internal/gsm7", "internal/plaintext", "internal/strictjson"}, []string{text, holidays}},
	// message: {audit, sms, email} → internal → message. Neither channel knows the other, and sms does not reach mail.
	"message":                      {[]string{"internal/bounds", "internal/gsm7", "notice/law"}, []string{text}},
	"message/internal/spec":        {[]string{"message", "notice/law"}, []string{text}},
	"message/internal/row":         {[]string{"internal/bounds", "internal/capability", "message", "notice/law", "optout"}, nil},
	"message/internal/gate":        {[]string{"message", "message/router", "notice", "notice/law", "optout", "optout/manifest"}, nil},
	"message/internal/handoff":     {[]string{"message", "message/internal/gate", "message/internal/row", "notice/law", "optout", "optout/manifest"}, nil},
	"message/internal/judge":       {[]string{"internal/plaintext", "message/router", "notice", "notice/law"}, []string{text}},
	"message/internal/judge/phone": {[]string{"internal/gsm7", "internal/plaintext", "message", "message/internal/gate", "message/internal/judge", "message/router", "notice", "notice/law", "notice/words"}, []string{text}},
	"message/internal/judge/mail": {[]string{"internal/htmlslot", "internal/mailtext", "internal/plaintext", "message", "message/internal/gate", "message/internal/judge",
		"message/router", "notice", "notice/law", "notice/words"}, []string{text}},
	"message/internal/fixture": {[]string{"message/email", "message/sms", "notice", "notice/law", "notice/law/lawtest", "optout"}, nil},
	"message/sms": {[]string{"internal/bounds", "internal/gsm7", "internal/hidden", "internal/plaintext", "internal/subset", "internal/tongue", "message", "message/internal/gate", "message/internal/handoff",
		"message/internal/judge", "message/internal/judge/phone", "message/internal/row", "message/internal/spec", "message/router",
		"notice", "notice/law", "optout", "optout/manifest"}, []string{text}},
	"message/email": {[]string{"internal/bounds", "internal/hidden", "internal/htmlslot", "internal/mailtext", "internal/plaintext", "internal/subset", "internal/tongue", "message",
		"message/internal/gate", "message/internal/handoff", "message/internal/judge", "message/internal/judge/mail", "message/internal/row", "message/internal/spec", "message/router",
		"notice", "notice/law", "notice/words", "optout", "optout/manifest"}, []string{text, net}},
	"message/audit": {[]string{"message", "message/internal/judge/mail", "message/internal/judge/phone", "message/router", "notice", "notice/law"}, nil},

	"message/messagetest": {[]string{"internal/campaign", "message/email", "message/sms", "notice", "notice/law", "optout", "message/router", "internal/userfile"}, []string{text, differ}},
	"message/preview":     {[]string{"internal/plaintext", "internal/tongue", "message", "message/email", "message/sms", "notice", "notice/law", "optout", "message/router"}, []string{text, net}},
	"message/dossier":     {[]string{"internal/campaign", "internal/plaintext", "internal/tongue", "message", "message/email", "message/sms", "notice", "notice/law", "notice/words", "optout", "message/router", "retention"}, []string{text}},

	"retention":                     {[]string{"internal/tongue", "notice", "notice/law", "retention/internal/…"}, []string{text}},
	"retention/certificate":         {[]string{"internal/tongue", "notice/law", "retention", "retention/internal/…"}, []string{text}},
	"retention/notes":               {[]string{"notice/law", "internal/plaintext"}, []string{text}},
	"retention/internal/record":     {[]string{"notice/law", "internal/plaintext", "internal/strictjson"}, nil},
	"retention/internal/page":       {[]string{"internal/tongue", "notice/law", "retention/internal/record"}, []string{text}},
	"retention/internal/pagetest":   {nil, []string{net}}, // for tests alone, see only
	"retention/internal/recordtest": {nil, nil},           // likewise

	"analyzer/internal/say":       {[]string{"internal/tongue"}, []string{text}},
	"analyzer/finding":            {[]string{"notice/law"}, nil},
	"analyzer/internal/callee":    {nil, []string{tools}},
	"analyzer/internal/product":   {[]string{"analyzer/internal/say", "internal/tongue", "internal/sinks"}, nil},
	"analyzer/internal/ir":        {[]string{"analyzer/internal/say"}, []string{tools}},
	"analyzer/internal/endpoint":  {[]string{"analyzer/internal/ir"}, []string{tools}},
	"analyzer/internal/words":     {nil, nil},
	"analyzer/internal/fieldpath": {nil, []string{tools}},
	"analyzer/internal/source":    {[]string{"analyzer/internal/fieldpath", "analyzer/internal/product", "analyzer/internal/say", "analyzer/internal/words"}, []string{tools}},
	"analyzer/internal/flow":      {[]string{"analyzer/internal/fieldpath", "analyzer/internal/source", "analyzer/internal/words", "analyzer/internal/product", "analyzer/internal/ir", "analyzer/internal/say", "internal/sinks"}, []string{tools}},
	"analyzer/internal/judge":     {[]string{"analyzer/finding", "notice/law", "analyzer/internal/product", "analyzer/internal/endpoint", "analyzer/internal/fieldpath", "analyzer/internal/flow", "analyzer/internal/ir", "analyzer/internal/source", "analyzer/internal/words", "analyzer/internal/say", "internal/sinks"}, []string{tools}},
	"analyzer/internal/constspec": {[]string{"internal/tongue", "analyzer/finding", "internal/sinks", "analyzer/internal/callee", "analyzer/internal/product", "analyzer/internal/say", "message", "message/email", "message/sms", "notice", "notice/law", "internal/bounds", "internal/subset", "internal/userfile"}, []string{tools, text}},
	"analyzer":                    {[]string{"internal/tongue", "analyzer/…", "internal/sinks", "notice/law", "internal/strictjson", "internal/userfile", "internal/termsafe"}, []string{tools}},
	"analyzer/lint":               {[]string{"analyzer", "analyzer/finding", "notice/law", "internal/termsafe", "internal/userfile"}, []string{tools, differ}},
	"analyzer/gclplugin":          {[]string{"analyzer"}, []string{gcl, tools}},

	"internal/capability": {nil, nil},
	"internal/gsm7":       {nil, []string{text}},
	"internal/hidden":     {nil, nil},
	"internal/plaintext":  {nil, []string{text}},
	"internal/tongue":     {nil, []string{text}},
	"internal/civil":      {nil, nil},
	"internal/damaged":    {nil, []string{text}},
	"internal/cell":       {nil, nil},
	"internal/e164":       {[]string{"internal/cell", "notice/law"}, []string{text}},
	"internal/bounds":     {[]string{"internal/gsm7", "notice/law"}, []string{text}},
	"internal/subset":     {[]string{"notice/law"}, nil},
	"internal/htmlslot":   {[]string{"notice/law", "internal/style", "internal/subset"}, []string{net}},
	"internal/style":      {nil, []string{net, css}},
	"internal/mailtext":   {nil, []string{text}},
	"internal/userfile":   {[]string{"internal/termsafe"}, nil},
	"internal/termsafe":   {nil, nil},
	"internal/sinks":      {nil, nil},
	"internal/strictjson": {[]string{"notice/law"}, nil},
	"internal/campaign":   {[]string{"internal/tongue", "message", "message/email", "message/sms", "notice", "notice/law", "internal/strictjson", "internal/userfile", "internal/termsafe"}, []string{text}},
	"internal/house":      {nil, nil},
	"internal/mutant":     {nil, []string{tools}}, // run on demand: asks the tests whether they hold the guards

	"cmd/scrutateur/internal/cli": {[]string{"internal/termsafe", "internal/tongue"}, nil},
	"cmd/scrutateur":              {[]string{"…"}, []string{tools, text, "modernc.org/sqlite"}},
	"examples/…": {[]string{"…"}, []string{text, tools, "modernc.org/sqlite", "github.com/jackc/pgx/v5",
		"github.com/emersion/go-message", "github.com/emersion/go-msgauth", "github.com/emersion/go-smtp", "github.com/emersion/go-sasl", "github.com/emersion/go-imap/v2",
		"github.com/wneessen/go-mail", "github.com/twilio/twilio-go", "github.com/ovh/go-ovh",
		"github.com/aws/aws-sdk-go-v2", "github.com/aws/aws-sdk-go-v2/service/sns", "github.com/emersion/go-ical"}},
}

// A barrier is something that a package must not reach, directly or through what it imports.
type barrier struct {
	from, to string // to: a package, of whatever module; "/…" at the end takes what lies below
	why      string
}

var barriers = []barrier{
	{"message", "database/sql", "a message is made in memory: whoever imports it gets no database"},
	{"message", "github.com/go-playground/…", "the tags of a Notice are read here: validator is an oracle of tests"},
	{"notice", "github.com/go-playground/…", "the tags of a Notice are read here: validator is an oracle of tests"},
	{"message", "net/http", "the library sends nothing: whoever imports it gets no network client"},
	{"message", "net/smtp", "the library sends nothing: whoever imports it gets no network client"},
	{"message", "golang.org/x/tools/…", "the linter's weight stays with those who run the linter"},
	{"message/sms", "database/sql", "a message is made in memory: whoever imports it gets no database"},
	{"message/sms", "net/http", "the library sends nothing: whoever imports it gets no network client"},
	{"message/sms", "net/smtp", "the library sends nothing: whoever imports it gets no network client"},
	{"message/sms", "golang.org/x/tools/…", "the linter's weight stays with those who run the linter"},
	{"message/email", "database/sql", "a message is made in memory: whoever imports it gets no database"},
	{"message/email", "net/http", "the library sends nothing: whoever imports it gets no network client"},
	{"message/email", "net/smtp", "the library sends nothing: whoever imports it gets no network client"},
	{"message/email", "golang.org/x/tools/…", "the linter's weight stays with those who run the linter"},
	{"message/audit", "database/sql", "a message is made in memory: whoever imports it gets no database"},
	{"message/audit", "net/http", "the library sends nothing: whoever imports it gets no network client"},
	{"message/audit", "net/smtp", "the library sends nothing: whoever imports it gets no network client"},
	{"message/audit", "golang.org/x/tools/…", "the linter's weight stays with those who run the linter"},
	{"message/sms", "golang.org/x/net/html", "an SMS has no HTML: who sends SMS alone gets no parser of it"},
	{"message/sms", self + "/message/email", "the channels share what lies below them, and nothing else"},
	{"message/email", self + "/message/sms", "the channels share what lies below them, and nothing else"},
	{"message/audit", self + "/message/sms", "what judges a text lies below what builds one"},
	{"message/audit", self + "/message/email", "what judges a text lies below what builds one"},
	{"optout", "database/sql", "optout stays small: ledgers on a database are optoutsql"},
	{"optout", "net/http", "optout stays small: the handler is oneclick"},
	{"optout", self + "/notice", "optout knows the vocabulary of the law and no more"},
	{"optout", "github.com/go-playground/…", "optout stays small"},
	{"optout", "golang.org/x/net/html", "optout stays small: of x/net it takes idna"},
	{"optout", self + "/optout/mailbox", "whoever only screens reads no mail"},
	{"optout/oneclick", self + "/optout/mailbox", "a webhook is no mailbox"},
	{"optout/mailbox", "net/http", "a mailbox is a stream of messages: who fetches them brings the client"},
	{"optout/mailbox", "database/sql", "the ledger is the book's"},
	{"optout/mailbox", self + "/message", "what comes back is read, whoever built what went out"},
	{"optout", self + "/optout/reply", "whoever only screens carries no phrases"},
	{"optout/reply", self + "/notice/…", "a reply is a text: what it does is the ledger's"},
	{"optout/reply", self + "/optout", "a reply is a text: what it does is the ledger's"},
	{"optout/suppression", "filippo.io/age/…", "who reads a provider's list gets no cryptography: package sealed has it"},
	{"optout/suppression", "net/http", "a list is a file: fetching it is the caller's"},
	{"optout/suppression", "database/sql", "a list goes into whatever ledger a book has"},
	{"optout/optoutsql", "net/http", "a ledger is a database, not a server"},
	{"optout/optoutsql", self + "/optout/reply", "who keeps requests need not read replies"},
	{"notice", "net/http", "a notice is data"},
	{"notice", "database/sql", "a notice is data"},
	{"retention", "database/sql", "a plan is a pure function: the host runs it"},
	{"retention", "net/http", "a plan is a pure function"},
	{"retention/certificate", "database/sql", "a certificate says what the host did"},
	{"retention/certificate", "net/http", "a certificate says what the host did"},
	{"retention/notes", self + "/retention", "whoever screens notes needs no plan"},
	{"retention/notes", self + "/notice", "whoever screens notes needs no notice"},
	{"retention", self + "/optout", "retention reads the notice and nothing else"},
	{"retention", self + "/message", "retention reads the notice and nothing else"},
	{"analyzer", "database/sql", "the linter reads code"},
	{"analyzer", "net/http", "the linter reads code"},
}

// only says which packages alone may import something directly.
var only = map[string][]string{
	"net/http":     {"optout/oneclick", "cmd/scrutateur", "examples/…"},
	"database/sql": {"optout/optoutsql", "optout/optouttest", "cmd/scrutateur", "examples/…"},
	"unsafe":       {"internal/hidden"},
	"net/smtp":     {"examples/…"},
	"os/exec":      {"cmd/scrutateur", "analyzer/…", "examples/…", "internal/mutant"},

	self + "/retention/internal/pagetest":   {},
	self + "/retention/internal/recordtest": {},
	self + "/notice/law/lawtest":            {"message/internal/fixture"}, // test cases have no place in a program; a fixture is for tests
	"time/tzdata":                           {"cmd/scrutateur", "examples/…"},
}
