# shellcheck shell=bash disable=SC2154,SC2034
# The part of scripts/bench that measures rendering. Sourced by it; what is not defined here is there.

# make_clip FILE PICTURE FREQUENCY: six seconds as a phone makes them, with a little noise as a camera has it.
make_clip() {
    ffmpeg -nostdin -loglevel error -y -f lavfi -i "$2" -f lavfi -i "sine=frequency=$3:sample_rate=48000" -t 6 \
        -vf noise=alls=6:allf=t,format=yuv420p -c:v libx264 -preset veryfast -b:v 8M -c:a aac -b:a 128k \
        -movflags +faststart "$1"
}

# upload FILE: prints the id of the media.
upload() {
    curl -sSf -X POST -H "Authorization: Bearer $token" -H 'Content-Type: video/mp4' -T "$1" "$url/v1/media" |
        grep -o 'med_[0-9a-z]*' | head -n 1
}

# make_draft TEXT: 15 seconds of three clips with music, a filter and a text; prints its id. Another text is another video.
make_draft() {
    call POST /v1/drafts "{\"clips\": [{\"media_id\": \"${clips[0]}\", \"end_ms\": 5000},
        {\"media_id\": \"${clips[1]}\", \"start_ms\": 500, \"end_ms\": 5500},
        {\"media_id\": \"${clips[2]}\", \"start_ms\": 1000}],
        \"music\": {\"track\": \"drive\", \"volume\": 0.5}, \"filter\": {\"name\": \"warm\", \"intensity\": 0.8},
        \"texts\": [{\"text\": \"$1\", \"y\": 0.25, \"size\": 120, \"start_ms\": 1000, \"end_ms\": 9000}],
        \"save_to_device\": {\"enabled\": true}}" | grep -o 'drf_[0-9a-z]*' | head -n 1
}

# preview DRAFT FILE: asks for the preview, waits for the end of its job, and keeps it in a file. The end is waited for by
# the events: asking again and again would take a tenth of this machine from what is measured.
preview() {
    local events follower line status
    exec {events}< <(exec curl -sSN -H "Authorization: Bearer $token" "$url/v1/events")
    follower=$!
    status=$(curl -sS -o "$2" -w '%{http_code}' -H "Authorization: Bearer $token" "$url/v1/drafts/$1/preview")
    while [[ $status -eq 202 ]] && IFS= read -r line <&"$events"; do
        case $line in
            *'"kind":"render","state":"succeeded"'*"$1"*) break ;;
            *'"kind":"render","state":"failed"'*"$1"*) fail "the rendering failed: $line" ;;
        esac
    done
    kill "$follower"
    exec {events}<&-
    status=$(curl -sS -o "$2" -w '%{http_code}' -H "Authorization: Bearer $token" "$url/v1/drafts/$1/preview")
    [[ $status -eq 200 ]] || fail "the preview was answered with $status: $(cat "$2")"
}

# render_by_hand TEXT FILE: what somebody would write who makes this one video with ffmpeg: the same cuts, look, text,
# sound and encoder, and the priority that the service gives it.
render_by_hand() {
    local look=rr=1.144:gg=1.016:bb=0.776
    nice -n 10 ffmpeg -nostdin -loglevel error -y -t 5 -i "$work/0.mp4" -ss 0.5 -t 5 -i "$work/1.mp4" -ss 1 -t 5 -i "$work/2.mp4" \
        -stream_loop -1 -i "$data/music/drive-1.wav" -filter_complex "
            [0:v][0:a][1:v][1:a][2:v][2:a]concat=n=3:v=1:a=1[clips][own];
            [clips]format=gbrp,colorchannelmixer=$look,format=yuv420p,
            drawtext=text='$1':fontsize=120:fontcolor=white:borderw=3:x=(w-tw)/2:y=h/4-th/2:enable='between(t,1,9)'[v];
            [3:a]aresample=48000,volume=0.5[music];[own][music]amix=inputs=2:duration=first:normalize=0[a]" \
        -map '[v]' -map '[a]' -c:v libx264 -preset veryfast -crf 22 -profile:v high -r 30 -g 60 -c:a aac -b:a 128k \
        -movflags +faststart "$2"
}

# seconds_of FILE: how long the video in it is.
seconds_of() { ffprobe -v error -show_entries format=duration -of csv=p=0 "$1" | awk '{ printf "%.4g", $1 }'; }

# Prints seconds with one decimal: the median of milliseconds on standard input and, in brackets, the least and greatest.
summary_in_seconds() {
    sort -n | awk '{ value[NR] = $1 / 1000 } END {
        median = NR % 2 ? value[(NR + 1) / 2] : (value[NR / 2] + value[NR / 2 + 1]) / 2
        printf "%.1f s (%.1f to %.1f)\n", median, value[1], value[NR] }'
}

# times_real_time NAME: how much faster than they are played 15 seconds were made, at the median.
times_real_time() { sort -n "$work/figures/$1" | awk '{ v[NR] = $1 } END { printf "%.2f", 15000 / v[int((NR + 1) / 2)] }'; }

# The most memory of the service since it was forgotten, in kilobytes.
forget_peak() { echo 5 >"/proc/$server/clear_refs"; }

bench_render() {
    local data=$work/data clips=() draft before round file saved=0 rendering rendering_memory uploads_memory name
    step "Making three clips"
    make_clip "$work/0.mp4" testsrc2=size=1080x1920:rate=30 440
    make_clip "$work/1.mp4" gradients=size=1080x1920:rate=30:speed=0.02 660
    make_clip "$work/2.mp4" smptehdbars=size=1080x1920:rate=30 880
    make_big_video "$work/big.mp4" 500000000
    start_server "$data"
    token=$(curl -sSf -H 'Content-Type: application/json' -d '{"handle":"bench","password":"a long password"}' \
        "$url/v1/users" | sed 's/.*"token":"\([^"]*\)".*/\1/')
    for name in 0 1 2; do clips+=("$(upload "$work/$name.mp4")"); done
    # The first one makes the music as well.
    preview "$(make_draft First)" "$work/first.mp4"

    for ((round = 1; round <= rounds; round++)); do
        step "Round $round of $rounds"
        draft=$(make_draft "Round $round")
        forget_peak
        before=${EPOCHREALTIME/./}
        preview "$draft" "$work/preview.mp4"
        echo $(((${EPOCHREALTIME/./} - before) / 1000)) >>"$work/figures/render"
        memory VmHWM >>"$work/figures/render-memory"
        before=${EPOCHREALTIME/./}
        render_by_hand "Round $round" "$work/by-hand.mp4"
        echo $(((${EPOCHREALTIME/./} - before) / 1000)) >>"$work/figures/by-hand"

        # The name is reserved; the file appears under it when it is whole.
        saved=$((saved + 1))
        file=$(printf '%s/camera-roll/bench/iphone/DCIM/100APPLE/IMG_%04d.MP4' "$data" "$saved")
        before=${EPOCHREALTIME/./}
        call POST "/v1/drafts/$draft/post" '' >"$work/post.json"
        while [[ ! -e $file ]]; do
            if [[ $((${EPOCHREALTIME/./} - before)) -gt 20000000 ]]; then fail "no $file within 20 s"; fi
        done
        echo $(((${EPOCHREALTIME/./} - before) / 1000)) >>"$work/figures/post"
        cmp "$work/preview.mp4" "$file" || fail "what was saved is not what was previewed"
    done

    step "Eight uploads of 500 MB at once while a draft is rendered"
    stop_server
    start_server "$data"
    forget_peak
    draft=$(make_draft "Beside uploads")
    (preview "$draft" "$work/beside.mp4") &
    rendering=$!
    upload_eight "$work/big.mp4"
    wait "$rendering" || fail "the rendering failed beside the uploads"
    uploads_memory=$(memory VmHWM)
    rendering_memory=$(sort -n "$work/figures/render-memory" | tail -n 1)

    {
        echo "A draft of 15 s: three clips of 1080x1920, cut; music, a filter, a text. $(ffmpeg -version | head -n 1 | cut -d ' ' -f 1-3)."
        echo
        echo '| what | median (span) | times real time |'
        echo '| --- | --- | --- |'
        echo "| from asking for the preview to having it, $(seconds_of "$work/preview.mp4") s of video | $(summary_in_seconds <"$work/figures/render") | $(times_real_time render) |"
        echo "| the same work with one ffmpeg command at the same priority, $(seconds_of "$work/by-hand.mp4") s of video | $(summary_in_seconds <"$work/figures/by-hand") | $(times_real_time by-hand) |"
        echo "| with the preview there, from \`POST …/post\` to the file in the camera roll | $(summary <"$work/figures/post") ms | |"
        echo
        echo '| resident memory of the service, the kernel'\''s high-water mark | MB |'
        echo '| --- | --- |'
        echo "| while a draft was rendered | $(megabytes "$rendering_memory") |"
        echo "| while eight uploads of 500 MB ran and a draft was rendered | $(megabytes "$uploads_memory") |"
    } >&"$page"
    stop_server
}
