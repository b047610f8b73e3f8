package oneclick

import (
	"math"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Limit bounds what one client may post. A forged token costs the ledger a durable write, because its answer must not differ from
// that to a good one; without a limit, a stranger makes thousands of them a second.
//
// Its reach: one process. Every Handler counts for itself and forgets when it ends. A client is an IPv4 address or an IPv6 network of 64
// bits, the least that a subscriber gets (RFC 6177); Handler.Client says otherwise. Mail providers post for many people from few
// addresses, so the bounds are wide. Who is over them gets 429 with Retry-After and nothing is recorded: it is no acknowledgement. The
// first of every minute is logged, without the client. A stranger with very many addresses is not stopped: that is for what stands in front of the handler.
type Limit struct {
	Off     bool
	Rate    float64 // posts a second in the long run; zero is 10
	Burst   int     // posts at once; zero is 300
	Clients int     // how many clients are remembered; zero is 20,000, some 4 MB
}

// limiter holds a token bucket for each client that posted lately, in two generations: when the younger one is full the older one is
// forgotten, so that the table is bounded and who posts on is remembered.
type limiter struct {
	mu           sync.Mutex
	young, older map[string]*rate.Limiter
	now          func() time.Time
}

// clock is time.Now but in tests.
func (l *limiter) clock() time.Time {
	if l.now != nil {
		return l.now()
	}
	return time.Now()
}

// wait returns how long the client has to wait, zero for not at all.
func (l *limiter) wait(set Limit, client string) time.Duration {
	if set.Off {
		return 0
	}
	perSecond, burst, clients := rate.Limit(set.Rate), set.Burst, set.Clients
	if perSecond <= 0 {
		perSecond = 10
	}
	if burst <= 0 {
		burst = 300
	}
	if clients <= 0 {
		clients = 20_000
	}
	now := l.clock()
	l.mu.Lock()
	defer l.mu.Unlock()
	bucket := l.young[client]
	if bucket == nil {
		if bucket = l.older[client]; bucket == nil {
			bucket = rate.NewLimiter(perSecond, burst)
		}
		if l.young == nil || len(l.young) >= max(1, clients/2) {
			l.older, l.young = l.young, make(map[string]*rate.Limiter)
		}
		l.young[client] = bucket
	}
	if bucket.AllowN(now, 1) {
		return 0
	}
	missing := 1 - bucket.TokensAt(now)
	return max(time.Second, time.Duration(math.Ceil(missing/float64(perSecond)))*time.Second)
}

// clientOf names the client of a request by the address that is connected.
func clientOf(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	a, err := netip.ParseAddr(host)
	if err != nil {
		return host // a Unix socket has no address
	}
	return network(a)
}

// network is an IPv4 address, or the 64 bits of an IPv6 address that name its network.
func network(a netip.Addr) string {
	a = a.Unmap().WithZone("")
	if a.Is4() {
		return a.String()
	}
	p, err := a.Prefix(64)
	if err != nil {
		return a.String()
	}
	return p.String()
}

// Forwarded returns a Handler.Client for a handler behind proxies: the last address of X-Forwarded-For that is not one of theirs. Anybody
// may write that header, so it is believed only as far as trusted proxies wrote it; without proxies it is not believed at all.
//
//	handler.Client = oneclick.Forwarded(netip.MustParsePrefix("127.0.0.0/8"))
func Forwarded(trusted ...netip.Prefix) func(*http.Request) string {
	ours := func(a netip.Addr) bool {
		for _, p := range trusted {
			if p.Contains(a.Unmap().WithZone("")) {
				return true
			}
		}
		return false
	}
	return func(r *http.Request) string {
		hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		client := clientOf(r)
		host, _, err := net.SplitHostPort(r.RemoteAddr)
		if err != nil {
			host = r.RemoteAddr
		}
		at, err := netip.ParseAddr(host)
		for i := len(hops) - 1; i >= 0 && err == nil && ours(at); i-- {
			if at, err = netip.ParseAddr(strings.TrimSpace(hops[i])); err == nil {
				client = network(at)
			}
		}
		return client
	}
}
