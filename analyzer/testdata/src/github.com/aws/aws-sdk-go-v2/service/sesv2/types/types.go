package types

type Destination struct{ ToAddresses []string }
type Content struct{ Data, Charset *string }
type Body struct{ Html, Text *Content }
type Message struct {
	Subject *Content
	Body    *Body
}
type RawMessage struct{ Data []byte }
type Template struct{ TemplateName, TemplateData *string }
type EmailContent struct {
	Raw      *RawMessage
	Simple   *Message
	Template *Template
}
