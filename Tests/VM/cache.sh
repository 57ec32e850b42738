# What is made once and used by many runs, side by side: folders NAME-STAMP below the cache, each
# with a lock beside it. Whoever uses one holds its lock shared, until the process ends; whoever
# clears away takes it alone, and leaves what is in use. For scripts that source it.
# shellcheck shell=bash

cache=${XDG_CACHE_HOME:-$HOME/.cache}/checkind-vm

hold() { # hold COMMAND…: it makes a folder and prints which; sets `held`, which stays while we live
    while held=$("$@"); do
        exec 8>>"$held.lock"
        flock --shared 8
        # Another run may have cleared it away before we had the lock.
        [ ! -e "$held/.complete" ] || return 0
    done
    return 1
}

clear_others() { # clear_others NAME FOLDER: the folders NAME-* but this one, unless they are in use
    local folder
    for folder in "$cache/$1"-*/; do
        folder=${folder%/}
        [ -d "$folder" ] && [ "$folder" != "$2" ] || continue
        (if flock --nonblock 7; then rm -rf --one-file-system "$folder"; fi) 7>>"$folder.lock"
    done
}
