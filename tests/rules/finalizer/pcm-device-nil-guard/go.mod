module example.com/pcm-device-nil-guard

go 1.22
