module example.com/stdio-copy-closed-once

go 1.22
