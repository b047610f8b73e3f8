//go:build unix

package drill_test

import (
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"

	_ "github.com/jackc/pgx/v5/stdlib"

	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/optoutsql"
)

func init() { ways = append(ways, postgres()) }

// cluster is a PostgreSQL server of the case's own, from the binaries of the system.
type cluster struct {
	w    *world
	dir  string
	data string
	as   *syscall.SysProcAttr
}

// newCluster starts one, or skips the case where the system has none.
func (w *world) newCluster() *cluster {
	w.Helper()
	if program("initdb") == "" || program("pg_ctl") == "" {
		w.Skip("needs PostgreSQL's initdb and pg_ctl in PATH or /usr/lib/postgresql/*/bin")
	}
	dir, err := os.MkdirTemp("", "pg") // short: the path of a socket has little room
	w.must(err)
	w.Cleanup(func() { os.RemoveAll(dir) })
	c := &cluster{w: w, dir: dir, data: filepath.Join(dir, "data")}
	if os.Getuid() == 0 { // PostgreSQL does not run as root
		u, err := user.Lookup("postgres")
		if err != nil {
			if u, err = user.Lookup("nobody"); err != nil {
				w.Skip("there is neither a user postgres nor nobody, under whom PostgreSQL could run")
			}
		}
		uid, _ := strconv.Atoi(u.Uid)
		gid, _ := strconv.Atoi(u.Gid)
		w.must(os.Chown(dir, uid, gid))
		c.as = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
	}
	c.run("initdb", "--pgdata", c.data, "--username", "drill", "--auth", "trust", "--encoding", "UTF8", "--no-locale", "--no-sync")
	c.up(c.data)
	return c
}

// program finds a program of PostgreSQL; "" when there is none.
func program(name string) string {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/" + name)
	if len(found) > 0 {
		return found[len(found)-1]
	}
	path, _ := exec.LookPath(name)
	return path
}

func (c *cluster) run(name string, args ...string) {
	c.w.Helper()
	path := name
	if found := program(name); found != "" {
		path = found
	}
	cmd := exec.Command(path, args...)
	cmd.Dir, cmd.SysProcAttr = c.dir, c.as
	cmd.Env = append(os.Environ(), "LC_ALL=C", "HOME="+c.dir)
	if out, err := cmd.CombinedOutput(); err != nil {
		c.w.Fatalf("%s: %v\n%s", name, err, out)
	}
}

// up starts a server on a folder of data.
func (c *cluster) up(data string) {
	c.w.Helper()
	c.data = data
	c.run("pg_ctl", "--pgdata", data, "--log", filepath.Join(c.dir, "log"), "--wait", "--timeout", "60", "--options",
		fmt.Sprintf("-c listen_addresses='' -c unix_socket_directories='%s' -c shared_buffers=16MB", c.dir), "start")
	c.w.Cleanup(func() {
		exec.Command(program("pg_ctl"), "--pgdata", data, "--mode", "immediate", "stop").Run() // it may be down
		if c.as != nil {
			cmd := exec.Command(program("pg_ctl"), "--pgdata", data, "--mode", "immediate", "stop")
			cmd.SysProcAttr = c.as
			cmd.Run()
		}
	})
}

// down stops it: "immediate" is what a loss of power does to the process.
func (c *cluster) down(mode string) {
	c.w.Helper()
	c.run("pg_ctl", "--pgdata", c.data, "--mode", mode, "stop")
}

// program starts the campaign's program on the cluster, for the first time or again.
func (c *cluster) program(first bool) {
	w := c.w
	w.Helper()
	w.stop()
	db, err := sql.Open("pgx", fmt.Sprintf("host=%s user=drill database=postgres sslmode=disable", c.dir))
	w.must(err)
	w.db = db
	w.Cleanup(func() { db.Close() })
	start := optoutsql.Open
	if first {
		start = optoutsql.Create
		_, err := optoutsql.CreateInbox(w.Context(), db, optoutsql.PostgreSQL)
		w.must(err)
	}
	w.ledger, err = start(w.Context(), db, optoutsql.PostgreSQL)
	w.must(err)
	key, err := optout.OpenKeyFile(w.path("key"), 1)
	w.must(err)
	w.book = &optout.Book{Ledger: w.ledger, Keys: optout.Keys{Current: key}, Controller: controller, Heads: optout.HeadFile(w.path("head.json"))}
	store, err := optoutsql.OpenInbox(w.Context(), db, optoutsql.PostgreSQL)
	w.must(err)
	w.must(w.serve(store))
}

func postgres() []way {
	return []way{
		{"PostgreSQL", "the server is killed, and told again once it is back", Recorded, func(w *world) End {
			c := w.newCluster()
			c.program(true)
			w.objected()
			c.down("immediate")
			if w.sms("+33639980001", "STOP", "m1") || w.sms("MARIE", "STOP", "m2") {
				w.Error("a program without its database acknowledges")
			}
			if !w.refused(w.person) {
				w.Error("somebody is written to while nobody knows who objected")
			}
			c.up(c.data)
			ok := w.sms("+33639980001", "STOP", "m1")
			if !ok {
				c.program(false) // the pool has given up on its connections
				ok = w.sms("+33639980001", "STOP", "m1")
			}
			if !w.refused(w.phone("06 39 98 00 99")) {
				w.Error("what was acknowledged before the server was killed is lost")
			}
			return w.ended(ok)
		}},
		{"PostgreSQL", "a standby takes over that lacks the last objections", Refused, func(w *world) End {
			c := w.newCluster()
			c.program(true)
			w.objected()
			w.stop()
			c.down("fast")
			standby := filepath.Join(c.dir, "standby")
			c.run("cp", "-a", c.data, standby)
			c.up(c.data)
			c.program(false)
			if !w.sms("+33639980001", "STOP", "m1") {
				w.Fatal("the objection was not taken")
			}
			w.stop()
			c.down("immediate")
			c.up(standby)
			c.program(false)
			ok := w.sms("+33639980002", "STOP", "m2") // of another person, on the standby
			if !w.refused(w.person) {
				w.Error("the person whose objection the standby lacks is written to")
			}
			if ok {
				return lost
			}
			return Refused
		}},
	}
}
