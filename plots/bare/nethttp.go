// The least that Go's net/http needs to fetch a list of URLs: N goroutines, one
// transport that keeps as many connections, every body read to its end and
// dropped, nothing kept.
//
//	nethttp LIST CONCURRENCY
//
// Prints how many URLs were fetched, and fails unless all were. Timeouts are
// those of the programs; like them, it asks for no compression.
package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

func newClient(concurrency int) *http.Client {
	dialer := &net.Dialer{Timeout: 10 * time.Second}
	return &http.Client{
		Timeout: 30 * time.Second,
		Transport: &http.Transport{
			DialContext:         dialer.DialContext,
			MaxIdleConnsPerHost: concurrency,
			DisableCompression:  true,
		},
	}
}

// fetch reads the body to its end, or the connection could not be used again.
func fetch(client *http.Client, url string) error {
	answer, err := client.Get(url)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	_, err = io.Copy(io.Discard, answer.Body)
	return err
}

// fetchAll returns how many of the list's URLs there were, and were fetched.
func fetchAll(list io.Reader, concurrency int) (asked, fetched int64) {
	client := newClient(concurrency)
	urls := make(chan string, concurrency)
	var workers sync.WaitGroup
	for i := 0; i < concurrency; i++ {
		workers.Add(1)
		go func() {
			defer workers.Done()
			for url := range urls {
				if fetch(client, url) == nil {
					atomic.AddInt64(&fetched, 1)
				}
			}
		}()
	}
	for lines := bufio.NewScanner(list); lines.Scan(); asked++ {
		urls <- lines.Text()
	}
	close(urls)
	workers.Wait()
	return asked, fetched
}

func main() {
	var list *os.File
	concurrency, err := 0, error(nil)
	if len(os.Args) == 3 {
		list, err = os.Open(os.Args[1])
		concurrency, _ = strconv.Atoi(os.Args[2])
	}
	if list == nil || err != nil || concurrency < 1 {
		fmt.Fprintln(os.Stderr, "usage: nethttp LIST CONCURRENCY")
		os.Exit(2)
	}
	asked, fetched := fetchAll(list, concurrency)
	fmt.Println(fetched)
	if fetched < asked {
		os.Exit(1)
	}
}
