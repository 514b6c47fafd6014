// Verify_log checks a tlog-tiles copy of the audit log with Go's own sumdb/note and sumdb/tlog, sharing no code with
// the product. Usage: verify_log DIR VKEY. Exit code 0: good; 1: bad; 2: usage. A key of before the log's key was renewed
// leads to the present one by the checkpoints in handover/, each signed by a trusted key over an entry that names the next.
// Bundles may be gone from the beginning on, as far as a log.pruned entry among those kept says; then an older key leads nowhere.
//
// Debian: apt-get install golang-go golang-golang-x-mod-dev, then
// GO111MODULE=off GOPATH=/usr/share/gocode go run verify_log.go DIR VKEY
package main

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8

// Folder maps Go's tile paths (tile/8/0/000, tile/8/data/000) to C2SP's (tile/0/000, tile/entries/000).
type folder string

func (f folder) Height() int                         { return height }
func (f folder) SaveTiles(_ []tlog.Tile, _ [][]byte) {}

func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		data, err := f.read(tile)
		if err != nil {
			return nil, err
		}
		if len(data) != tile.W*tlog.HashSize {
			return nil, fmt.Errorf("%s: %d bytes", tile.Path(), len(data))
		}
		all = append(all, data)
	}
	return all, nil
}

func (f folder) read(tile tlog.Tile) ([]byte, error) {
	path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
	path = strings.Replace(path, "tile/data/", "tile/entries/", 1)
	return os.ReadFile(filepath.Join(string(f), path))
}

// Open reads a checkpoint that one of these verifiers signed.
func open(bytes []byte, trusted []note.Verifier) (tlog.Tree, error) {
	var tree tlog.Tree
	signed, err := note.Open(bytes, note.VerifierList(trusted...))
	if err != nil {
		return tree, err
	}
	lines := strings.Split(signed.Text, "\n")
	if len(lines) != 4 || lines[0] != trusted[0].Name() || lines[3] != "" {
		return tree, fmt.Errorf("checkpoint body %q", signed.Text)
	}
	if tree.N, err = strconv.ParseInt(lines[1], 10, 64); err != nil {
		return tree, err
	}
	root, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize {
		return tree, fmt.Errorf("root %q", lines[2])
	}
	copy(tree.Hash[:], root)
	return tree, nil
}

func openCheckpoint(f folder, vkey string) (tlog.Tree, error) {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return tlog.Tree{}, err
	}
	bytes, err := os.ReadFile(filepath.Join(string(f), "checkpoint"))
	if err != nil {
		return tlog.Tree{}, err
	}
	tree, err := open(bytes, []note.Verifier{verifier})
	if _, unsigned := err.(*note.UnverifiedNoteError); !unsigned {
		return tree, err
	}
	trusted, err := follow(f, verifier)
	if err != nil {
		return tlog.Tree{}, err
	}
	return open(bytes, trusted)
}

// Entries reads the whole bundles first, then the partial one of the greatest width.
func entries(f folder) [][]byte {
	var all [][]byte
	for index := int64(0); ; index++ {
		width := 1 << height
		bundle, err := f.read(tlog.Tile{H: height, L: -1, N: index, W: width})
		for ; err != nil && width > 1; width-- {
			bundle, err = f.read(tlog.Tile{H: height, L: -1, N: index, W: width - 1})
		}
		if err != nil {
			return all
		}
		for len(bundle) >= 2 && len(bundle)-2 >= int(binary.BigEndian.Uint16(bundle)) {
			end := 2 + int(binary.BigEndian.Uint16(bundle))
			all = append(all, bundle[2:end])
			bundle = bundle[end:]
		}
	}
}

// Follow finds the keys to which a trusted one leads.
func follow(f folder, pinned note.Verifier) ([]note.Verifier, error) {
	trusted := []note.Verifier{pinned}
	all := entries(f)
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		var hashes []tlog.Hash
		for _, i := range indexes {
			hashes = append(hashes, stored[i])
		}
		return hashes, nil
	})
	for i, entry := range all {
		more, err := tlog.StoredHashes(int64(i), entry, reader)
		if err != nil {
			return nil, err
		}
		stored = append(stored, more...)
	}
	for number := 0; number < 1000; number++ {
		bytes, err := os.ReadFile(filepath.Join(string(f), "handover", fmt.Sprintf("%03d", number)))
		if err != nil {
			continue
		}
		tree, err := open(bytes, trusted)
		if err != nil {
			continue
		}
		if tree.N > int64(len(all)) {
			return nil, fmt.Errorf("handover %03d goes beyond this copy", number)
		}
		if root, err := tlog.TreeHash(tree.N, reader); err != nil || root != tree.Hash {
			return nil, fmt.Errorf("handover %03d is of another tree", number)
		}
		for _, entry := range all[:tree.N] {
			var said struct {
				Kind    string
				Details struct {
					Key string `json:"verifier_key"`
				}
			}
			if json.Unmarshal(entry, &said) != nil || said.Kind != "log.next_key" {
				continue
			}
			if next, err := note.NewVerifier(said.Details.Key); err == nil && next.Name() == pinned.Name() {
				trusted = append(trusted, next)
			}
		}
	}
	return trusted, nil
}

// Width is the number of entries that one bundle of this tree holds.
func width(tree tlog.Tree, index int64) int64 {
	if left := tree.N - index<<height; left < 1<<height {
		return left
	}
	return 1 << height
}

// Leaves reads the hashes of one bundle's entries, which the reader has proved to lead to the root.
func leaves(tree tlog.Tree, hashes tlog.HashReader, index int64) ([]tlog.Hash, error) {
	var wanted []int64
	for i := int64(0); i < width(tree, index); i++ {
		wanted = append(wanted, tlog.StoredHashIndex(0, index<<height+i))
	}
	return hashes.ReadHashes(wanted)
}

// Pruned is the first entry that a log.pruned entry says is kept; 0 of every other entry.
func pruned(entry []byte) int64 {
	var said struct {
		Kind    string
		Details struct{ Below string }
	}
	if json.Unmarshal(entry, &said) != nil || said.Kind != "log.pruned" {
		return 0
	}
	below, err := strconv.ParseInt(said.Details.Below, 10, 64)
	if err != nil {
		return 0
	}
	return below
}

// CheckBundle holds every entry of one bundle against its proved hash. It returns the highest number that its entries say is
// the first kept.
func checkBundle(f folder, tree tlog.Tree, hashes tlog.HashReader, index int64) (int64, error) {
	first, kept := index<<height, int64(0)
	bundle, err := f.read(tlog.Tile{H: height, L: -1, N: index, W: int(width(tree, index))})
	if err != nil {
		return 0, err
	}
	proved, err := leaves(tree, hashes, index)
	if err != nil {
		return 0, err
	}
	for i, hash := range proved {
		if len(bundle) < 2 || len(bundle)-2 < int(binary.BigEndian.Uint16(bundle)) {
			return 0, fmt.Errorf("entry %d is cut off", first+int64(i))
		}
		end := 2 + int(binary.BigEndian.Uint16(bundle))
		if tlog.RecordHash(bundle[2:end]) != hash {
			return 0, fmt.Errorf("entry %d is not what was signed", first+int64(i))
		}
		if below := pruned(bundle[2:end]); below > kept {
			kept = below
		}
		bundle = bundle[end:]
	}
	if len(bundle) != 0 {
		return 0, fmt.Errorf("bytes after entry %d", first+int64(len(proved))-1)
	}
	return kept, nil
}

// CheckBundles checks those that are there, and that the log itself says of the others that they are gone.
func checkBundles(f folder, tree tlog.Tree, hashes tlog.HashReader) error {
	gone, kept := int64(0), int64(0)
	for ; gone<<height < tree.N; gone++ {
		if _, err := f.read(tlog.Tile{H: height, L: -1, N: gone, W: int(width(tree, gone))}); !os.IsNotExist(err) {
			break
		}
		if _, err := leaves(tree, hashes, gone); err != nil {
			return err
		}
	}
	for index := gone; index<<height < tree.N; index++ {
		below, err := checkBundle(f, tree, hashes, index)
		if err != nil {
			return err
		}
		if below > kept {
			kept = below
		}
	}
	if gone<<height > kept {
		return fmt.Errorf("entry %d is missing", kept)
	}
	return nil
}

// CheckProofs proves the first and last entry, and that half the log begins the whole of it.
func checkProofs(tree tlog.Tree, hashes tlog.HashReader) error {
	for _, n := range []int64{0, tree.N - 1} {
		leaf, err := hashes.ReadHashes([]int64{tlog.StoredHashIndex(0, n)})
		if err != nil {
			return err
		}
		proof, err := tlog.ProveRecord(tree.N, n, hashes)
		if err != nil {
			return err
		}
		if err := tlog.CheckRecord(proof, tree.N, tree.Hash, n, leaf[0]); err != nil {
			return err
		}
	}
	half := (tree.N + 1) / 2
	old, err := tlog.TreeHash(half, hashes)
	if err != nil {
		return err
	}
	proof, err := tlog.ProveTree(tree.N, half, hashes)
	if err != nil {
		return err
	}
	return tlog.CheckTree(proof, tree.N, tree.Hash, half, old)
}

func verify(f folder, vkey string) (int64, error) {
	tree, err := openCheckpoint(f, vkey)
	if err != nil {
		return 0, err
	}
	if tree.N == 0 {
		// Debian's version gives 32 zero bytes as the empty tree's hash; RFC 6962 says SHA-256 of nothing.
		if tree.Hash != tlog.Hash(sha256.Sum256(nil)) {
			return 0, fmt.Errorf("root of the empty log")
		}
		return 0, nil
	}
	hashes := tlog.TileHashReader(tree, f)
	root, err := tlog.TreeHash(tree.N, hashes)
	if err != nil {
		return 0, err
	}
	if root != tree.Hash {
		return 0, fmt.Errorf("the tiles do not lead to the signed root")
	}
	if err := checkBundles(f, tree, hashes); err != nil {
		return 0, err
	}
	return tree.N, checkProofs(tree, hashes)
}

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: verify_log DIR VKEY")
		os.Exit(2)
	}
	size, err := verify(folder(os.Args[1]), os.Args[2])
	if err != nil {
		fmt.Println("bad:", err)
		os.Exit(1)
	}
	fmt.Println("good:", size)
}
