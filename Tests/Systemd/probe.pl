#!/usr/bin/perl
# Runs in the service's place, under all of its sandbox, and tries what a captured daemon would try.
# Prints one line an attempt: its name, and "yes" or the error. It must never succeed silently.
use strict;
use warnings;
use POSIX qw(uname);
use Socket;

my %calls = (
    x86_64  => { mmap => 9,   unshare => 272, mount => 165, bpf => 321, clock_settime => 227 },
    aarch64 => { mmap => 222, unshare => 97,  mount => 40,  bpf => 280, clock_settime => 112 },
);
my $call = $calls{ (uname())[4] } or die "probe.pl does not know this machine\n";

sub tell_result { my ($name, $ok) = @_; print "$name ", ($ok ? 'yes' : "$!"), "\n"; }

sub writes {
    my ($name, $path) = @_;
    my $ok = open(my $file, '>', $path);
    tell_result($name, $ok);
    unlink $path if $ok;
}

writes('write-state', '/var/lib/checkind/probe');
writes('write-etc', '/etc/checkind/probe');
writes('write-usr', '/usr/probe');
writes('write-home', '/home/probe');
writes('write-tmp', '/tmp/probe');
tell_result('read-home',      -e '/home/marker');
tell_result('read-keys',      opendir(my $keys, '/etc/checkind/keys'));
tell_result('read-copy',      open(my $copy,    '<', "$ENV{CREDENTIALS_DIRECTORY}/keys_test.toml"));
tell_result('see-init',       -e '/proc/1');
tell_result('socket-tcp',     socket(my $tcp, AF_INET, SOCK_STREAM, 0));
tell_result('socket-netlink', socket(my $netlink, 16, SOCK_RAW, 0));
tell_result('socket-packet',  socket(my $packet, 17, SOCK_RAW, 0));
tell_result('map-write-exec', syscall($call->{mmap}, 0, 4096, 7, 0x22, -1, 0) != -1);
tell_result('new-namespace',  syscall($call->{unshare}, 0x10000000) == 0);
tell_result('mount', syscall($call->{mount}, 0, 0, 0, 0, 0) == 0);
tell_result('bpf',   syscall($call->{bpf}, 0, 0, 0) >= 0);
tell_result('set-clock', syscall($call->{clock_settime}, 0, pack('qq', time, 0)) == 0);
setpriority(0, 0, 5);
tell_result('nice', getpriority(0, 0) == 5);
