module example.com/message-release

go 1.22
