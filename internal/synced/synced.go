// Package synced recognises the folders in which no database may lie: those that a service copies to a cloud or to another machine, and those
// that are another machine's.
//
// A service that synchronises copies a database while it is being written, without its log, and brings an old copy back when two machines
// disagree: objections vanish without an error. A file system of the network keeps locks badly, and SQLite's WAL mode, which shares
// memory between processes, does not work on it at all (https://www.sqlite.org/wal.html, https://www.sqlite.org/howtocorrupt.html,
// sections 2.1 and 1.4).
//
// It looks at what can be seen: the names of the folders above, the files that services leave in them, and the table of mounts. A folder that
// is none of these may be synchronised all the same.
package synced

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// Place is what was recognised.
type Place struct {
	Service string // "Dropbox", "nfs4": whose the folder is
	Network bool   // a file system of the network, and not a folder that is copied
	Sign    string // by what it was recognised: the folder's name or path, or a file in it
}

// services are known by the names of their folders: a whole name, or, where it ends in "*", what it begins with.
var services = []struct {
	service string
	names   []string // in lower case
	marks   []string // files or folders that lie in a folder which the service keeps
}{
	{"Dropbox", []string{"dropbox", "dropbox (*"}, []string{".dropbox", ".dropbox.cache"}},
	{"OneDrive", []string{"onedrive", "onedrive - *", "onedrive-*", "skydrive"}, []string{".849C9593-D756-4E56-8D6E-42412F2A707B"}},
	{"iCloud Drive", []string{"mobile documents", "icloud drive", "iclouddrive", "com~apple~clouddocs"}, nil},
	{"Google Drive", []string{"google drive", "googledrive", "googledrive-*", "google drive (*", "my drive", "mon drive"}, []string{".tmp.drivedownload", ".tmp.driveupload"}},
	{"Nextcloud", []string{"nextcloud", "nextcloud-*"}, []string{".nextcloudsync.log", ".sync_*.db", "._sync_*.db"}},
	{"ownCloud", []string{"owncloud"}, []string{".owncloudsync.log"}},
	{"kDrive", []string{"kdrive", "kdrive-*"}, nil},
	{"Syncthing", nil, []string{".stfolder", ".stversions"}},
	{"Resilio Sync", []string{"resilio sync"}, []string{".sync/ID"}},
	{"Box", []string{"box sync", "box-box"}, nil},
	{"Proton Drive", []string{"proton drive", "protondrive-*"}, nil},
	{"pCloud", []string{"pcloud", "pclouddrive", "pcloud drive"}, nil},
	{"MEGA", []string{"mega", "megasync"}, []string{".megaignore"}},
	{"Seafile", []string{"seafile"}, nil},
	{"Tresorit", []string{"tresorit", "tresors"}, nil},
	{"a cloud service", []string{"cloudstorage"}, nil}, // macOS keeps the folders of all services below Library/CloudStorage
}

// Look says whose the folder of a file is, that need not be there yet, and whether it was recognised as anybody's. Links on the way
// are followed: a folder may be called otherwise than where it lies.
func Look(file string) (Place, bool) {
	paths := []string{}
	if abs, err := filepath.Abs(file); err == nil {
		paths = append(paths, abs)
		if real, err := filepath.EvalSymlinks(abs); err == nil {
			paths = append(paths, real)
		} else if real, err := filepath.EvalSymlinks(filepath.Dir(abs)); err == nil {
			paths = append(paths, filepath.Join(real, filepath.Base(abs)))
		}
	}
	for _, path := range paths {
		if p, ok := folders(filepath.Dir(path)); ok {
			return p, true
		}
	}
	for _, path := range paths {
		if p, ok := network(path); ok {
			return p, true
		}
	}
	return Place{}, false
}

// folders looks at a folder and all above it.
func folders(dir string) (Place, bool) {
	for {
		base := strings.ToLower(filepath.Base(dir))
		for _, s := range services {
			for _, name := range s.names {
				if start, open := strings.CutSuffix(name, "*"); base == name || open && strings.HasPrefix(base, start) {
					return Place{Service: s.service, Sign: dir}, true
				}
			}
			for _, mark := range s.marks {
				if found, err := filepath.Glob(filepath.Join(escape(dir), mark)); err == nil && len(found) > 0 {
					return Place{Service: s.service, Sign: found[0]}, true
				}
			}
		}
		above := filepath.Dir(dir)
		if above == dir {
			return Place{}, false
		}
		dir = above
	}
}

// escape writes a folder's name so that Glob takes it as it is.
func escape(dir string) string {
	if runtime.GOOS == "windows" {
		return dir // there Glob knows no escapes, and names of these characters are rare
	}
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(dir)
}

// network looks whether the path lies on a file system of the network.
func network(path string) (Place, bool) {
	if runtime.GOOS == "windows" && (strings.HasPrefix(path, `\\`) && !strings.HasPrefix(path, `\\?\`) || strings.HasPrefix(strings.ToUpper(path), `\\?\UNC\`)) {
		return Place{Service: "a shared folder", Network: true, Sign: path}, true
	}
	table, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		return Place{}, false // not Linux
	}
	return mounted(string(table), path)
}

// shares are the file systems that other machines serve. Of those under FUSE the name follows a dot.
var shares = map[string]bool{
	"nfs": true, "nfs4": true, "cifs": true, "smb3": true, "smbfs": true, "afs": true, "ceph": true, "glusterfs": true, "lustre": true, "gfs2": true,
	"ocfs2": true, "coda": true, "9p": true, "virtiofs": true, "vboxsf": true, "davfs": true, "ncpfs": true, "beegfs": true, "orangefs": true,
	"fuse.sshfs": true, "fuse.rclone": true, "fuse.glusterfs": true, "fuse.s3fs": true, "fuse.davfs": true, "fuse.gvfsd-fuse": true, "fuse.google-drive-ocamlfuse": true,
	"fuse.onedriver": true, "fuse.ceph": true, "fuse.vmhgfs-fuse": true, "fuse.gcsfuse": true, "fuse.mergerfs": false,
}

// mounted finds the mount under which a path lies, in the table of proc(5): the one with the longest mount point, and of two with the same
// the later one, which covers the other.
func mounted(table, path string) (Place, bool) {
	longest, kind := -1, ""
	for line := range strings.Lines(table) {
		fields := strings.Fields(line)
		dash := -1
		for i, f := range fields {
			if i >= 6 && f == "-" {
				dash = i
				break
			}
		}
		if dash < 0 || dash+1 >= len(fields) {
			continue
		}
		point := unescape.Replace(fields[4])
		if (path == point || point == "/" || strings.HasPrefix(path, point+"/")) && len(point) >= longest {
			longest, kind = len(point), fields[dash+1]
		}
	}
	return Place{Service: kind, Network: true, Sign: path}, longest > 1 && shares[kind] // a machine all of which is served has no other disk
}

// unescape reads a path of the table of mounts.
var unescape = strings.NewReplacer(`\040`, " ", `\011`, "\t", `\012`, "\n", `\134`, `\`)
