// Code generated from rules/*.txtar by go generate; DO NOT EDIT.

package law

const (
	// Pack fr: France
	MobileSender      ID = "ARCEP-NO-0607"            // A platform sends no SMS from a mobile number in 06 or 07
	ConsularList      ID = "FR-CE-L330-4-ABROAD"      // The consular list is used with its two pledges, its origin named and an unsubscribe link
	ElectoralRoll     ID = "FR-CE-L37-LIST"           // The electoral roll holds no telephone number and no e-mail address: say where they come from
	CampaignWindow    ID = "FR-CE-L47A-WINDOW"        // The official campaign opens on the second Monday before the vote
	LatePolemic       ID = "FR-CE-L48-2-POLEMIC"      // No new matter of polemic when it is too late to answer it
	SilenceOverseas   ID = "FR-CE-L49-OVERSEAS"       // Overseas and abroad, the silence begins on the eve of that place's own vote, in local time
	Silence           ID = "FR-CE-L49-SILENCE"        // Electoral silence: nothing leaves from midnight before the day of the vote until the polls close
	FreePhone         ID = "FR-CE-L50-1-FREEPHONE"    // No toll-free number in the six months before the election
	PaidAdvert        ID = "FR-CE-L52-1-AD"           // No paid commercial advertising in the six months before the election
	PublicPromotion   ID = "FR-CE-L52-1-COLLECTIVITE" // A local authority does not promote its record in the six months before general elections
	CampaignAccount   ID = "FR-CE-L52-12-ACCOUNT"     // The cost of the sends is paid by the financial agent and stands in the campaign account
	EarlyResults      ID = "FR-CE-L52-2-RESULTS"      // No result, not even a partial one, before the last polling station closes
	GiftInKind        ID = "FR-CE-L52-8-PRICE"        // No legal person gives or underprices the sends; no aid from a foreign legal person
	OneRecipient      ID = "FR-CNIL-BCC"              // A message shows nobody another recipient's address
	ConsentFirst      ID = "FR-CNIL-CONSENT-FIRST"    // To a rented file or a friend's referral, the first message only asks for agreement
	ContactClass      ID = "FR-CNIL-CONTACT-CLASS"    // Regular and occasional contacts are kept apart
	ForbiddenNotes    ID = "FR-CNIL-FORBIDDEN-NOTES"  // Free-text fields hold no health, religion, orientation or origin
	ElectionNamed     ID = "FR-CNIL-ID-ELECTION"      // The message says for which election it is sent
	SenderIdentity    ID = "FR-CNIL-ID-SENDER"        // Every message says, in its text, on whose behalf it is sent
	NameSorting       ID = "FR-CNIL-NO-NAME-SORT"     // People are not sorted by how their name sounds nor by their birthplace
	OptOutEmail       ID = "FR-CNIL-OPTOUT-EMAIL"     // Every e-mail carries an unsubscribe link that is visible and works
	OptOutSMS         ID = "FR-CNIL-OPTOUT-SMS"       // Every SMS offers a simple way to receive no more
	ReferralOnce      ID = "FR-CNIL-PARRAINAGE-ONE"   // A person named by a friend receives one message and no reminder
	TrackingPixel     ID = "FR-CNIL-PIXEL"            // No image that reports the opening of an e-mail without consent
	RentedFile        ID = "FR-CNIL-RENTED-COND"      // A rented or bought file demands that people were warned of its political use
	RetentionElection ID = "FR-CNIL-RET-ELECTION"     // A file made for one election is erased after it, at the providers too
	RetentionRoll     ID = "FR-CNIL-RET-LIST"         // Extracts of electoral rolls and sign-off lists are erased at the end of the ballot
	SuppressionKept   ID = "FR-CNIL-SUPPRESSION-PORT" // The suppression list follows the campaign when it changes provider or channel
	VoiceConsent      ID = "FR-CNIL-VOICE-OPTIN"      // Automated calls: prior consent, which also covers the time of day
	VoiceObjection    ID = "FR-CNIL-VOICE-OPTOUT"     // Automated calls: how to object is said at the very beginning
	NoConceal         ID = "FR-CPCE-NO-CONCEAL"       // The sender does not hide and the subject does not mislead
	StopValid         ID = "FR-CPCE-STOP-VALID"       // The request to stop has a valid destination and costs no more than sending it
	AnswerInTime      ID = "FR-GDPR-1MONTH"           // A request to exercise a right is answered within a month
	FullNotice        ID = "FR-GDPR-ART14-FULL"       // Everything that articles 13 and 14 list is given at the first message at the latest
	InformedLate      ID = "FR-GDPR-ART14-MONTH"      // People whose data were obtained elsewhere are told within a month
	ProcessorContract ID = "FR-GDPR-ART28"            // Every provider has a written contract with the eight clauses of article 28
	ProcessingRecord  ID = "FR-GDPR-ART30"            // The processing stands in the record of processing activities
	DataSecurity      ID = "FR-GDPR-ART32"            // Access to the file and its export are limited
	ImpactAssessment  ID = "FR-GDPR-ART35"            // An impact assessment precedes large-scale processing of political opinions
	SpecialCategory   ID = "FR-GDPR-ART9"             // A political file reveals opinions: explicit consent, or members and regular contacts of a political body
	BasisEvidence     ID = "FR-GDPR-EVIDENCE"         // Consent or legitimate interest is proved, even when a provider sends
	ControllerContact ID = "FR-GDPR-ID-CONTACT"       // The first message gives the identity and contact details of the controller
	NoticeLink        ID = "FR-GDPR-NOTICE-LINK"      // The first SMS and every e-mail link to the full information
	ObjectNow         ID = "FR-GDPR-OBJECT-NOW"       // Whoever objected receives nothing more, from the first request
	ObjectSeparate    ID = "FR-GDPR-OBJECT-SEPARATE"  // The right to object is told separately, at the first message at the latest
	DataOrigin        ID = "FR-GDPR-ORIGIN"           // The first message says where the recipient's contact data come from
	PurposeNamed      ID = "FR-GDPR-PURPOSE"          // The first message, or the notice to which it links, says what the data are used for
	PurposeLimit      ID = "FR-GDPR-PURPOSE-LIMIT"    // A file made for something else is not used for the campaign
	RightsContact     ID = "FR-GDPR-RIGHTS-CONTACT"   // The first message, or its notice, says how and with whom rights are exercised
	AfterDeath        ID = "FR-LIL-48-DIRECTIVES"     // People who give their data are told of the right to set directives for after their death
	RetentionOnce     ID = "FR-NS34-RET-2M"           // The datum of a person written to once is erased within two months

	// Pack eu: Regulation (EU) 2024/900
	ForeignSponsor     ID = "EU-TTPA-3M-FOREIGN"     // In the three months before a vote the sponsor declares to be of the Union
	AdvertLabel        ID = "EU-TTPA-LABEL"          // A political advertisement says that it is one, who sponsors it and where its transparency notice is
	MembersExempt      ID = "EU-TTPA-MEMBERS-EXEMPT" // The rules on targeting leave messages to members and subscribers alone, without further selection
	Minors             ID = "EU-TTPA-MINORS"         // No targeting of people under seventeen
	NoProfiling        ID = "EU-TTPA-NO-PROFILE"     // No profiling on special categories of data
	AdvertNotice       ID = "EU-TTPA-NOTICE"         // The transparency notice gives sponsor, payer, period, amounts and their origin
	AdvertRecords      ID = "EU-TTPA-RECORDS"        // The advertisement and its notice are kept for seven years after the last publication
	SponsorDeclaration ID = "EU-TTPA-SPONSOR-DECL"   // The sponsor declares to the provider that it is a political advertisement and gives its data
	TargetingConsent   ID = "EU-TTPA-TARGET-CONSENT" // Targeting online demands explicit consent, given separately for political advertising
	TargetingDirect    ID = "EU-TTPA-TARGET-DIRECT"  // Only people who gave their data themselves are targeted
	TargetingInfo      ID = "EU-TTPA-TARGET-INFO"    // A targeted message says which groups, which data and from where, and how to withdraw consent

	// Pack oper: Operators' contracts
	SendingHours ID = "OPER-AF2M-HOURS"     // An SMS leaves between 8:00 and 21:30; Sundays and public holidays are discouraged
	SenderID     ID = "OPER-AF2M-OADC"      // The sender ID has at most eleven characters, letters and digits, and not digits alone
	OptIn        ID = "OPER-AF2M-OPTIN"     // French providers carry SMS only to people who have consented
	ShortCode    ID = "OPER-AF2M-SHORTCODE" // The STOP goes to a short code in 36xxx
	StopFree     ID = "OPER-STOP-FREE"      // Unsubscribing is neither paid nor complicated nor conditional
	StopLength   ID = "OPER-STOP-LENGTH"    // The words that the provider adds count in the length
	VendorHours  ID = "OPER-VENDOR-HOURS"   // Many providers still refuse outside Monday to Saturday, 8:00 to 20:00

	// Pack tech: Standards
	AddressForm   ID = "SCR-ADDRESS"       // This is neither a telephone number nor a mailbox that can be written to
	Alphabet      ID = "SCR-ALPHABET"      // A character forces UCS-2, or a value has one that its field may not hold
	FieldBound    ID = "SCR-BOUND"         // A field of the template has no bound, or a type that cannot be bounded
	Clearance     ID = "SCR-CLEARANCE"     // The recipient was cleared for another controller, channel, topic or origin, or too long ago
	DuplicateRow  ID = "SCR-DUPLICATE"     // The same address stands twice in one file
	ExceptionText ID = "SCR-EXCEPTION"     // An exception without a reason, or to a rule that allows none
	LedgerWhole   ID = "SCR-LEDGER"        // The ledger of objections is not whole, or a key is missing to find people in it
	ListRow       ID = "SCR-LIST"          // A row of an opposition list cannot be read, or claims to lift an objection
	PartBudget    ID = "SCR-PARTS"         // The longest possible message exceeds the budget of parts or bytes
	Placeholder   ID = "SCR-PLACEHOLDER"   // A provider's placeholder is left in the text
	SMSLine       ID = "SCR-SMS-LINE"      // This is the number of a line that takes no SMS
	SpecField     ID = "SCR-SPEC"          // A field of the specification is empty, unknown, over-long or contradicts another
	TemplateBody  ID = "SCR-TEMPLATE"      // The template is outside the subset of text/template whose length can be proved
	CleanText     ID = "SCR-TEXT"          // No invalid UTF-8, no control or bidirectional character, no line break in a header field
	Undeliverable ID = "SCR-UNDELIVERABLE" // The address takes no messages: an earlier one came back
	ValueBound    ID = "SCR-VALUE"         // A recipient's value breaks the bounds that were proved

	// Pack lint: Code
	LintAltered   ID = "ALTERED"           // A built text was changed before it was sent
	LintExemption ID = "EXEMPTION"         // An exemption without a reason, or one that exempts nothing
	LintProvider  ID = "PROVIDER-TEMPLATE" // The text lives at the provider and cannot be proved here
	LintRaw       ID = "RAW"               // A text leaves that is not a built message
	LintRecipient ID = "RECIPIENT"         // A built message goes to somebody else than its own recipient
	LintUnchecked ID = "UNCHECKED"         // An error of Compile, Batch, Build, Screen or Record is ignored
)
