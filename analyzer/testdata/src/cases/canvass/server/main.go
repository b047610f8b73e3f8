// Server is the program: it reads its environment and wires the rest.
package main

import (
	"context"
	"log/slog"
	"net/http"
	"os"
	"time"

	"cases/canvass/gateway"
	"cases/canvass/notify"
	"cases/canvass/notifytest"
	"cases/canvass/web"
)

func main() {
	log := slog.New(slog.NewJSONHandler(os.Stderr, nil))
	if err := run(context.Background(), log); err != nil {
		log.Error("stopped", "err", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, log *slog.Logger) error {
	client, err := gateway.New(gateway.Config{
		BaseURL: os.Getenv("SMS_URL"),
		Token:   os.Getenv("SMS_TOKEN"),
		Client:  &http.Client{Timeout: 5 * time.Second},
	})
	if err != nil {
		return err
	}
	var sender notify.Sender = client
	if os.Getenv("DRY_RUN") != "" {
		sender = &notifytest.Fake{}
	}
	sender = notify.Limit(sender, 50*time.Millisecond)
	s := notify.New(sender, log)
	if phone := os.Getenv("ONCALL"); phone != "" {
		if err := client.Ping(ctx, phone); err != nil {
			return err
		}
		//scrutateur:ignore RAW start of the service, to our own on-call phone
		if _, err := client.Send(ctx, phone, "started at "+time.Now().Format(time.Kitchen)); err != nil {
			return err
		}
	}
	people := map[string]notify.Person{"a": {First: "Ada", Phone: "+33199001234", Station: "12"}}
	if err := s.Remind(ctx, []notify.Person{people["a"]}, time.Now()); err != nil {
		return err
	}
	return http.ListenAndServe(":8080", web.New(sender, client, people))
}
