// What Go functions do, as broadly as the standard library allows: each line is here for the calls it makes.
package main

import (
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"os/user"
	"path/filepath"
	"runtime"
	"sync"
	"syscall"
	"time"
)

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func files() {
	folder := must(os.MkdirTemp("", "work"))
	path := filepath.Join(folder, "file")
	file := must(os.Create(path))
	file.WriteString("text")
	file.WriteAt([]byte("x"), 1)
	file.ReadAt(make([]byte, 1), 0)
	file.Seek(0, io.SeekStart)
	file.Sync()
	file.Truncate(100)
	file.Chmod(0o644)
	file.Chown(os.Getuid(), os.Getgid())
	file.SetDeadline(time.Now())
	file.Stat()
	syscall.Flock(int(file.Fd()), syscall.LOCK_EX)
	mapped := must(syscall.Mmap(int(file.Fd()), 0, 100, syscall.PROT_READ, syscall.MAP_SHARED))
	syscall.Munmap(mapped)
	copied := must(os.Create(path + ".copy"))
	io.Copy(copied, file)
	zipped := gzip.NewWriter(copied)
	zipped.Write([]byte("x"))
	zipped.Close()
	os.Symlink(path, path+".link")
	os.Readlink(path + ".link")
	os.Link(path, path+".hard")
	os.Rename(path+".hard", path+".moved")
	os.Chmod(path, 0o600)
	os.Chown(path, os.Getuid(), os.Getgid())
	os.Lchown(path, os.Getuid(), os.Getgid())
	os.Chtimes(path, time.Now(), time.Now())
	os.Truncate(path, 1)
	os.ReadDir(folder)
	os.Lstat(path)
	os.CopyFS(filepath.Join(folder, "tree"), os.DirFS("/code"))
	root := must(os.OpenRoot(folder))
	must(root.Create("inside")).Close()
	root.Mkdir("below", 0o755)
	root.Remove("inside")
	syscall.Mkfifo(path+".fifo", 0o600)
	os.Chdir("/tmp")
	os.Getwd()
	os.RemoveAll(folder)
}

func processes() {
	must(exec.Command("sh", "-c", "echo hi | cat").Output())
	limited, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
	defer cancel()
	command := exec.CommandContext(limited, "sleep", "10")
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	command.Run()
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGUSR1)
	must(os.FindProcess(os.Getpid())).Signal(syscall.SIGUSR1)
	<-signals
	os.Getppid()
	os.Getgroups()
	os.Hostname()
	user.Current()
	var usage syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	var limit syscall.Rlimit
	syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit)
	syscall.Setrlimit(syscall.RLIMIT_NOFILE, &limit)
}

func network() {
	listener := must(net.Listen("tcp", "127.0.0.1:0"))
	go http.Serve(listener, http.FileServer(http.Dir("/code")))
	answer := must(http.Get("http://" + listener.Addr().String()))
	io.Copy(io.Discard, answer.Body)
	net.LookupHost("name.invalid")
	net.Interfaces()
	must(net.Listen("tcp6", "[::]:0")).Close()
	local := must(net.Listen("unix", "/tmp/go.sock"))
	go local.Accept()
	must(net.Dial("unix", "/tmp/go.sock")).Close()
	datagrams := must(net.ListenPacket("udp4", "127.0.0.1:0"))
	must(datagrams.WriteTo([]byte("x"), datagrams.LocalAddr()))
	datagrams.ReadFrom(make([]byte, 1))
	datagrams.Close()
}

func computing() {
	var group sync.WaitGroup
	for range 16 {
		group.Add(1)
		go func() {
			defer group.Done()
			kept := make([][]byte, 0)
			for range 200 {
				kept = append(kept, make([]byte, 16<<10))
			}
			time.Sleep(time.Millisecond)
		}()
	}
	group.Wait()
	runtime.GC()
	runtime.LockOSThread()
}

func main() {
	io.Copy(io.Discard, os.Stdin)
	for _, work := range []func(){files, processes, network, computing} {
		work()
	}
	fmt.Println("done")
}
