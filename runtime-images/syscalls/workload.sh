#!/bin/sh
# What programs of the system do that functions start.
set -eu
cd "$(mktemp -d)"
seq 1 10000 | sort -rn | uniq | head -n 5 | tr 0-9 a-j | wc -c >count
cp -a count copy; ln -s copy link; ln copy hard; mv hard moved; touch -d yesterday copy; chmod 600 copy
chown "$(id -u):$(id -g)" copy; dd if=/dev/zero of=zeros bs=4k count=16 conv=fsync 2>/dev/null; truncate -s 1M zeros
tar -czf all.tar.gz copy link zeros; mkdir out; tar -xzf all.tar.gz -C out; split -b 4k zeros; cat x* | md5sum
find . -type f -newer count -exec ls -l {} + >/dev/null; du -sh . >/dev/null; df . >/dev/null; stat count >/dev/null
sed -i s/1/2/ count; awk '{ print $1 }' count >/dev/null; grep -r nothing . || true; diff count copy >/dev/null || true
timeout 0.1 sleep 10 || true; nice -n 5 true; nohup true >/dev/null 2>&1; env -i true; xargs -P 2 -n 1 true <count
date >/dev/null; uname -a >/dev/null; nproc >/dev/null; id >/dev/null; hostname >/dev/null; sync .
mkfifo fifo; (echo x >fifo &); read -r _ <fifo; sleep 0.01 & wait; kill -0 $$; trap : USR1; kill -USR1 $$
perl -e 'use Socket; socketpair(my $a, my $b, AF_UNIX, SOCK_STREAM, 0); alarm 1; select(undef, undef, undef, 0.01)'
shred -n 1 zeros; tee zeros </dev/null; flock count true; stdbuf -oL true; rm -rf out; rmdir out 2>/dev/null || true
echo "done"
