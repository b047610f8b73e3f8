package synced

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

func Example() {
	place, ok := folders(filepath.FromSlash("/Volumes/liste/Library/CloudStorage/OneDrive-Liste/registre"))
	fmt.Println(place.Service, ok)
	_, ok = folders(filepath.FromSlash("/srv/campagne"))
	fmt.Println(ok)
	// Output:
	// OneDrive true
	// false
}

func TestNames(t *testing.T) {
	for path, want := range map[string]string{
		"/h/marie/Dropbox/a":                                        "Dropbox",
		"/h/marie/Dropbox (Liste Demain)/a/b":                       "Dropbox",
		"C/Users/marie/OneDrive - Mairie/a":                         "OneDrive",
		"/Volumes/m/Library/Mobile Documents/com~apple~CloudDocs/a": "iCloud Drive",
		"/Volumes/m/Library/CloudStorage/GoogleDrive-m@example.org": "Google Drive",
		"/Volumes/m/Library/CloudStorage/Autre":                     "a cloud service",
		"/h/m/Nextcloud/Campagne":                                   "Nextcloud",
		"/h/m/kDrive/a":                                             "kDrive",
		"/h/m/boxes/a":                                              "",
		"/h/m/dropboxes":                                            "",
		"/h/m/megaphone":                                            "",
		"/srv/onedriveless/x":                                       "",
	} {
		p, ok := folders(filepath.FromSlash(path))
		if p.Service != want || ok != (want != "") || p.Network {
			t.Errorf("%s: %+v, want %q", path, p, want)
		}
	}
}

func TestMarks(t *testing.T) {
	for mark, want := range map[string]string{
		".dropbox.cache": "Dropbox", ".stfolder": "Syncthing", ".sync_a1b2.db": "Nextcloud", ".tmp.driveupload": "Google Drive",
		".849C9593-D756-4E56-8D6E-42412F2A707B": "OneDrive", ".gitignore": "",
	} {
		dir := filepath.Join(t.TempDir(), "a [b]*")
		deep := filepath.Join(dir, "c", "d")
		if err := os.MkdirAll(deep, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, mark), nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if p, _ := Look(filepath.Join(deep, "ledger.db")); !p.Network && p.Service != want {
			t.Errorf("%s: %+v, want %q", mark, p, want)
		}
	}
}

// A link hides nothing: what counts is where the file lies.
func TestLinks(t *testing.T) {
	dir := t.TempDir()
	real := filepath.Join(dir, "Dropbox", "x")
	if err := os.MkdirAll(real, 0o700); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(dir, "registre")
	if err := os.Symlink(real, link); err != nil {
		t.Skipf("no links here: %v", err)
	}
	for _, file := range []string{"not-yet.db", "there.db"} {
		if file == "there.db" {
			if err := os.WriteFile(filepath.Join(real, file), nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if p, ok := Look(filepath.Join(link, file)); !ok || p.Service != "Dropbox" {
			t.Errorf("%s: %+v", file, p)
		}
	}
}

func TestMounted(t *testing.T) {
	const table = `22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 22 0:40 / /srv/partage rw,relatime shared:9 - nfs4 serveur:/export rw
31 22 0:41 / /mnt/mon\040nuage rw - fuse.rclone distant: rw
32 22 0:42 / /mnt/disque rw - fuseblk /dev/sdb1 rw
33 30 0:43 / /srv/partage/local rw - ext4 /dev/sdc1 rw
34 22 0:44 / /c rw - 9p drvfs rw
35 22 0:45 / /deux rw - ext4 /dev/sdd1 rw
36 22 0:46 / /deux rw - cifs //s/d rw
broken line
37 22
`
	for path, want := range map[string]string{
		"/h/m/ledger.db": "", "/srv/partage/ledger.db": "nfs4", "/srv/partages/ledger.db": "", "/srv/partage/local/ledger.db": "",
		"/mnt/mon nuage/l.db": "fuse.rclone", "/mnt/disque/l.db": "", "/c/Users/l.db": "9p", "/deux/l.db": "cifs",
	} {
		p, ok := mounted(table, path)
		if ok != (want != "") || ok && (p.Service != want || !p.Network) {
			t.Errorf("%s: %+v, %v; want %q", path, p, ok, want)
		}
	}
	if _, ok := mounted("22 1 0:9 / / rw - 9p none rw\n", "/a"); ok { // a container whose whole disk is served has no better place
		t.Error("the root is taken for a share")
	}
	if _, ok := mounted("", "/a"); ok {
		t.Error("an empty table knows a mount")
	}
}
