// Asks crypto/x509 the questions of a folder, and prints the version of Go and the answers.
package main

import (
	"bufio"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"
)

func main() {
	folder := os.Args[1]
	questions, err := os.Open(filepath.Join(folder, "questions"))
	if err != nil {
		panic(err)
	}
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	fmt.Fprintln(out, strings.TrimPrefix(runtime.Version(), "go"))
	lines := bufio.NewScanner(questions)
	for lines.Scan() {
		words := strings.Fields(lines.Text())
		seconds, err := strconv.ParseInt(words[2], 10, 64)
		if err != nil {
			panic(err)
		}
		fmt.Fprintln(out, ask(filepath.Join(folder, words[0]), filepath.Join(folder, words[1]), time.Unix(seconds, 0)))
	}
}

func ask(leafFile, rootFile string, at time.Time) string {
	leaf, err := load(leafFile)
	if err != nil {
		return err.Error()
	}
	root, err := load(rootFile)
	if err != nil {
		return err.Error()
	}
	roots := x509.NewCertPool()
	roots.AddCert(root)
	_, err = leaf.Verify(x509.VerifyOptions{Roots: roots, CurrentTime: at, DNSName: "leaf.example"})
	var invalid x509.CertificateInvalidError
	switch {
	case err == nil:
		return "valid"
	// One reason for both; which of the two is in the text alone.
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired && strings.Contains(invalid.Detail, " is before "):
		return "too early"
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired && strings.Contains(invalid.Detail, " is after "):
		return "too late"
	default:
		return err.Error()
	}
}

var loaded = map[string]*x509.Certificate{}

func load(file string) (*x509.Certificate, error) {
	if certificate, ok := loaded[file]; ok {
		return certificate, nil
	}
	text, err := os.ReadFile(file)
	if err != nil {
		panic(err)
	}
	block, _ := pem.Decode(text)
	certificate, err := x509.ParseCertificate(block.Bytes)
	if err == nil {
		loaded[file] = certificate
	}
	return certificate, err
}
