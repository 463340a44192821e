# shellcheck shell=sh disable=SC2034,SC2154
# A program that is not there.
refused 3 -- /nonexistent/program
says /nonexistent/program
refused 3 -- no-such-program-in-the-path
says no-such-program-in-the-path
