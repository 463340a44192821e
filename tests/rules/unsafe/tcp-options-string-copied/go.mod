module example.com/tcp-options-string-copied

go 1.22
