package tongue

import "embed"

// The rooms whose texts are translated. Each is a file in the folder of every language, and a program holds the files
// of those rooms alone that it imports.
var (
	Findings  = Catalog{file: "findings.json", from: &findings} // the details of findings, whoever finds them
	Law       = Catalog{file: "law.json", from: &law}           // the words around a finding
	Command   = Catalog{file: "command.json", from: &command}   // the command line
	Dossier   = Catalog{file: "dossier.json", from: &dossier}
	Preview   = Catalog{file: "preview.json", from: &preview}
	SMS       = Catalog{file: "sms.json", from: &sms}             // the proof of an SMS, and what it costs
	Email     = Catalog{file: "email.json", from: &email}         // the proof of an e-mail, and the words beside an image that reports
	Lint      = Catalog{file: "lint.json", from: &lint}           // what the linter says of code
	OneClick  = Catalog{file: "oneclick.json", from: &oneclick}   // the page behind the unsubscribe link
	Retention = Catalog{file: "retention.json", from: &retention} // plans and certificates
)

var (
	//go:embed */findings.json
	findings embed.FS
	//go:embed */law.json
	law embed.FS
	//go:embed */command.json
	command embed.FS
	//go:embed */dossier.json
	dossier embed.FS
	//go:embed */preview.json
	preview embed.FS
	//go:embed */sms.json
	sms embed.FS
	//go:embed */email.json
	email embed.FS
	//go:embed */lint.json
	lint embed.FS
	//go:embed */oneclick.json
	oneclick embed.FS
	//go:embed */retention.json
	retention embed.FS
)
