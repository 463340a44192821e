module example.com/codec-plugins-only-pcm

go 1.22
