package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sns/types"

	"github.com/scrutateur/scrutateur/message/sms"
	"github.com/scrutateur/scrutateur/optout"
)

// region and credentials are those of an account that does not exist.
const region = "eu-west-3"

var credentials = aws.Credentials{AccessKeyID: "AKIA0000000000000001", SecretAccessKey: "a secret of the demonstration"}

// connect returns the client of SNS. A program that talks to AWS itself takes sns.NewFromConfig and leaves BaseEndpoint out.
func connect(endpoint string) *sns.Client {
	return sns.New(sns.Options{
		Region: region, BaseEndpoint: aws.String(endpoint),
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) { return credentials, nil }),
		Retryer: retry.NewStandard(func(o *retry.StandardOptions) {
			o.MaxAttempts = 5
			o.Retryables = []retry.IsErrorRetryable{retry.RetryableErrorCode{Codes: retry.DefaultThrottleErrorCodes}}
		}),
	})
}

// sender hands SMS to SNS.
type sender struct {
	api   *sns.Client
	book  *optout.Book
	batch *sms.Batch[voter]
	now   func() time.Time
}

// margin is how long SNS is given to deliver what it has taken.
const margin = time.Hour

// errExpired is a message that may no longer be handed over.
var errExpired = errors.New("expired")

// coded is an error of AWS.
type coded interface {
	error
	ErrorCode() string
}

// send hands one message over, or gives up when it would come too late.
func (s *sender) send(ctx context.Context, to optout.Cleared[voter]) (sms.Message, error) {
	to, err := optout.Recheck(ctx, s.book, to)
	if err != nil {
		return sms.Message{}, err
	}
	m, err := s.batch.Build(to)
	if err != nil {
		return sms.Message{}, err
	}
	left := m.NotAfter().Sub(s.now()) - margin
	if left <= 0 {
		return sms.Message{}, errExpired
	}
	ctx, cancel := context.WithTimeout(ctx, left)
	defer cancel()
	_, err = s.api.Publish(ctx, &sns.PublishInput{
		PhoneNumber: aws.String(m.To().E164()),
		Message:     aws.String(m.Text()),
		MessageAttributes: map[string]types.MessageAttributeValue{
			"AWS.SNS.SMS.SenderID": {DataType: aws.String("String"), StringValue: aws.String(m.Sender())},
			"AWS.SNS.SMS.SMSType":  {DataType: aws.String("String"), StringValue: aws.String("Promotional")},
		},
	})
	if said, ok := errors.AsType[coded](err); ok { // SNS's words repeat the number: the code alone is told
		return sms.Message{}, fmt.Errorf("%s of SNS", said.ErrorCode())
	}
	if err != nil {
		return sms.Message{}, errors.New("no answer: SNS may have the message, which is not sent again")
	}
	return m, nil
}
