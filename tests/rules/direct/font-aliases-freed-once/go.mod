module example.com/font-aliases-freed-once

go 1.22
