// Code generated from rules/*.txtar by go generate; DO NOT EDIT.

package law

const (
	SenderIdentity    ID = "FR-CNIL-ID-SENDER"
	ElectionNamed     ID = "FR-CNIL-ID-ELECTION"
	ControllerContact ID = "FR-GDPR-ID-CONTACT"
	DataOrigin        ID = "FR-GDPR-ORIGIN"
	PurposeNamed      ID = "FR-GDPR-PURPOSE"
	OptOutSMS         ID = "FR-CNIL-OPTOUT-SMS"
	OptOutEmail       ID = "FR-CNIL-OPTOUT-EMAIL"
	RightsContact     ID = "FR-GDPR-RIGHTS-CONTACT"
	NoticeLink        ID = "FR-GDPR-NOTICE-LINK"
	FullNotice        ID = "FR-GDPR-ART14-FULL"
	ObjectSeparate    ID = "FR-GDPR-OBJECT-SEPARATE"
	ObjectNow         ID = "FR-GDPR-OBJECT-NOW"
	ConsentFirst      ID = "FR-CNIL-CONSENT-FIRST"
	ReferralOnce      ID = "FR-CNIL-PARRAINAGE-ONE"
	StopValid         ID = "FR-CPCE-STOP-VALID"
	NoConceal         ID = "FR-CPCE-NO-CONCEAL"
	OneRecipient      ID = "FR-CNIL-BCC"
	FreePhone         ID = "FR-CE-L50-1-FREEPHONE"
	BasisEvidence     ID = "FR-GDPR-EVIDENCE"
	SpecialCategory   ID = "FR-GDPR-ART9"
	PurposeLimit      ID = "FR-GDPR-PURPOSE-LIMIT"
	RentedFile        ID = "FR-CNIL-RENTED-COND"
	ElectoralRoll     ID = "FR-CE-L37-LIST"
	ConsularList      ID = "FR-CE-L330-4-ABROAD"
	RetentionElection ID = "FR-CNIL-RET-ELECTION"
	RetentionRoll     ID = "FR-CNIL-RET-LIST"
	RetentionOnce     ID = "FR-NS34-RET-2M"
	ContactClass      ID = "FR-CNIL-CONTACT-CLASS"
	ProcessorContract ID = "FR-GDPR-ART28"
	Silence           ID = "FR-CE-L49-SILENCE"
	SilenceOverseas   ID = "FR-CE-L49-OVERSEAS"
	MobileSender      ID = "ARCEP-NO-0607"
	SenderID          ID = "OPER-AF2M-OADC"
	ShortCode         ID = "OPER-AF2M-SHORTCODE"
	OptIn             ID = "OPER-AF2M-OPTIN"
	SendingHours      ID = "OPER-AF2M-HOURS"
	StopLength        ID = "OPER-STOP-LENGTH"
	AdvertLabel       ID = "EU-TTPA-LABEL"
	AdvertNotice      ID = "EU-TTPA-NOTICE"
	AdvertRecords     ID = "EU-TTPA-RECORDS"

	// tech: standards that a text must obey to be counted, read and delivered
	SpecField     ID = "SCR-SPEC"        // a field of a specification is empty, unknown, over-long or contradictory
	CleanText     ID = "SCR-TEXT"        // invalid UTF-8, control or bidi characters, CR/LF in a header
	TemplateBody  ID = "SCR-TEMPLATE"    // outside the provable subset of text/template
	FieldBound    ID = "SCR-BOUND"       // a field without a bound, or of a type that cannot be proved
	Placeholder   ID = "SCR-PLACEHOLDER" // a provider's placeholder left in a text
	PartBudget    ID = "SCR-PARTS"       // the longest message needs more parts, or more bytes, than allowed
	Alphabet      ID = "SCR-ALPHABET"    // a character forces UCS-2, or a value has one its field may not hold
	ValueBound    ID = "SCR-VALUE"       // a recipient's value breaks the bounds that were proved
	AddressForm   ID = "SCR-ADDRESS"     // not a phone number or a mailbox that can be written to
	DuplicateRow  ID = "SCR-DUPLICATE"   // the address stands twice in one file
	Clearance     ID = "SCR-CLEARANCE"   // cleared by another controller, for another channel, topic or origin, or too long ago
	ExceptionText ID = "SCR-EXCEPTION"   // an exception without a reason, or for a rule that cannot be excepted

	// lint: what the analyzer reports about code
	LintRaw       ID = "RAW"
	LintAltered   ID = "ALTERED"
	LintRecipient ID = "RECIPIENT"
	LintUnchecked ID = "UNCHECKED"
	LintProvider  ID = "PROVIDER-TEMPLATE"
	LintExemption ID = "EXEMPTION"
)
