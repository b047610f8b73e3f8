package ses

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sesv2/types"
	"github.com/scrutateur/scrutateur/message/email"
)

func simple(ctx context.Context, c *sesv2.Client, to string) error {
	_, err := c.SendEmail(ctx, &sesv2.SendEmailInput{ // want `RAW: the body of this e-mail .* a constant text, and goes to sesv2.Client.SendEmail`
		Destination: &types.Destination{ToAddresses: []string{to}},
		Content: &types.EmailContent{Simple: &types.Message{
			Subject: &types.Content{Data: aws.String("Dimanche")},
			Body:    &types.Body{Text: &types.Content{Data: aws.String("Votez"), Charset: aws.String("UTF-8")}},
		}},
	})
	return err
}

func simpleBuilt(ctx context.Context, c *sesv2.Client, e email.Message) error {
	_, err := c.SendEmail(ctx, &sesv2.SendEmailInput{
		Destination: &types.Destination{ToAddresses: []string{e.To().Mailbox()}},
		Content: &types.EmailContent{Simple: &types.Message{
			Subject: &types.Content{Data: aws.String(e.Subject()), Charset: aws.String("UTF-8")},
			Body: &types.Body{
				Text: &types.Content{Data: aws.String(e.PlainText()), Charset: aws.String("UTF-8")},
				Html: &types.Content{Data: aws.String(e.HTML()), Charset: aws.String("UTF-8")},
			},
		}},
	})
	return err
}

func someoneElse(ctx context.Context, c *sesv2.Client, e email.Message, to string) error {
	_, err := c.SendEmail(ctx, &sesv2.SendEmailInput{ // want `RECIPIENT: `
		Destination: &types.Destination{ToAddresses: []string{to}},
		Content:     &types.EmailContent{Raw: &types.RawMessage{Data: e.Bytes()}},
	})
	return err
}
