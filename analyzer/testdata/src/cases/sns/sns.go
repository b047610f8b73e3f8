package sns

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/scrutateur/scrutateur/message/sms"
)

func constant(ctx context.Context, c *sns.Client) {
	c.Publish(ctx, &sns.PublishInput{PhoneNumber: aws.String("+33612345678"), Message: aws.String("Votez")}) // want `RAW: the body of this SMS .* sns.Client.Publish`
}

func built(ctx context.Context, c *sns.Client, m sms.Message) {
	c.Publish(ctx, &sns.PublishInput{PhoneNumber: aws.String(m.To().E164()), Message: aws.String(m.Text())})
}

func topic(ctx context.Context, c *sns.Client) {
	c.Publish(ctx, &sns.PublishInput{TopicArn: aws.String("arn:aws:sns:x"), Message: aws.String("{}")})
}

type publisher interface {
	Publish(ctx context.Context, params *sns.PublishInput, optFns ...func(*sns.Options)) (*sns.PublishOutput, error)
}

func mocked(ctx context.Context, p publisher, text string) error {
	_, err := p.Publish(ctx, &sns.PublishInput{PhoneNumber: aws.String("+33612345678"), Message: &text})
	return err
}

func caller(ctx context.Context, p publisher, m sms.Message) {
	mocked(ctx, p, "Votez") // want `RAW: `
	mocked(ctx, p, m.Text())
}

func back(ctx context.Context, c *sns.Client, number string) error {
	_, err := c.OptInPhoneNumber(ctx, &sns.OptInPhoneNumberInput{PhoneNumber: &number}) // want `FR-GDPR-OBJECT-NOW: .*list of oppositions`
	return err
}

func backExempt(ctx context.Context, c *sns.Client, number string) error {
	//scrutateur:ignore FR-GDPR-OBJECT-NOW the person asked for it in writing, and the consent is recorded
	_, err := c.OptInPhoneNumber(ctx, &sns.OptInPhoneNumberInput{PhoneNumber: &number})
	return err
}
