package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/email"
	"github.com/scrutateur/scrutateur/message/preview"
	"github.com/scrutateur/scrutateur/message/sms"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
)

// batch is what the story needs of a batch, of whichever channel: it makes a message, and tells the ledger who was written to.
type batch[M any] struct {
	build func(optout.Cleared[voter]) (M, error)
	done  func(context.Context, ...optout.Cleared[voter]) error
}

// build makes a message for everybody cleared, by the batch of the origin that the row came from, and says who has one. It is the same for
// both channels.
func build[M any](s *story, channel law.Channel, cleared []optout.Cleared[voter], batches map[law.Origin]batch[M]) (built []M, of []optout.Cleared[voter], err error) {
	started := time.Now()
	for _, c := range cleared {
		m, err := batches[c.Origin()].build(c)
		var why *message.Refusal
		switch {
		case err == nil:
			built, of = append(built, m), append(of, c)
		case errors.As(err, &why): // this recipient only: the value breaks its bound, or the place is silent at that hour
			s.refused = append(s.refused, refusal{channel, c.Number(), why.Finding.Rule})
		default:
			return nil, nil, err
		}
	}
	elapsed := time.Since(started)
	s.counts[channel] = len(built)
	fmt.Fprintf(s.w, "%s built in %v: %s a second on this machine\n", thousands(len(built)), elapsed.Round(time.Microsecond),
		thousands(int(float64(len(built))/elapsed.Seconds())))
	return built, of, nil
}

// writtenTo records in the ledger who was written to, once the transport has taken the messages. Told again after an error or by a second
// run, it is recorded once.
func writtenTo[M any](ctx context.Context, of []optout.Cleared[voter], batches map[law.Origin]batch[M]) error {
	byOrigin := map[law.Origin][]optout.Cleared[voter]{}
	for _, c := range of {
		byOrigin[c.Origin()] = append(byOrigin[c.Origin()], c)
	}
	for origin, those := range byOrigin {
		if err := batches[origin].done(ctx, those...); err != nil {
			return err
		}
	}
	return nil
}

// closed says that nothing may be sent at all, until when, and refuses everybody.
func (s *story) closed(channel law.Channel, cleared []optout.Cleared[voter], why *message.Refusal) {
	fmt.Fprintln(s.w, why)
	if r, ok := preview.OfError(why); ok {
		s.page.Refused = append(s.page.Refused, r)
	}
	for _, c := range cleared {
		s.refused = append(s.refused, refusal{channel, c.Number(), why.Finding.Rule})
	}
	where := map[law.Territory]int{}
	for _, p := range s.people {
		where[p.territory]++
	}
	table := tabwriter.NewWriter(s.w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "  territory\tvoters\tsilence until")
	for _, t := range slices.Sorted(maps.Keys(where)) {
		for _, window := range declared.Election.Silence(t) {
			if window.Contains(s.at) {
				fmt.Fprintf(table, "  %s\t%d\t%s\n", t, where[t], inParis(window.End))
			}
		}
	}
	table.Flush()
	if channel == law.SMS {
		fmt.Fprintln(s.w, "  an SMS also waits for its provider's hours, on the recipient's clock")
	}
}

// textBatches fixes the moment of delivery. It is refused as a whole when every territory that votes is silent.
func textBatches(templates map[law.Origin]*sms.Template[voter], at time.Time) (map[law.Origin]batch[sms.Message], error) {
	batches := map[law.Origin]batch[sms.Message]{}
	for origin, t := range templates {
		b, err := t.Batch(at)
		if err != nil {
			return nil, err
		}
		batches[origin] = batch[sms.Message]{b.Build, b.Done}
	}
	return batches, nil
}

// numbered is an e-mail and the row for which it was built.
type numbered struct {
	email.Message
	row int
}

func mailBatches(templates map[law.Origin]*email.Template[voter], at time.Time) (map[law.Origin]batch[numbered], error) {
	batches := map[law.Origin]batch[numbered]{}
	for origin, t := range templates {
		b, err := t.Batch(at)
		if err != nil {
			return nil, err
		}
		batches[origin] = batch[numbered]{func(c optout.Cleared[voter]) (numbered, error) {
			m, err := b.Build(c)
			return numbered{m, c.Number()}, err
		}, b.Done}
	}
	return batches, nil
}
