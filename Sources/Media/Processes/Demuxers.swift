/// What ffmpeg and ffprobe may read: media files, and nothing that names other files.
///
/// They judge a file by its content. Without these lists a playlist that pretends to be a video would make them open the
/// files and addresses it names.
enum Demuxers {
    /// The names of the allowed formats, as `-format_whitelist` takes them.
    static let allowed =
        "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mp3,aac,wav,flac,ogg,gif,"
        + "png_pipe,jpeg_pipe,webp_pipe,image2,image2pipe,mjpeg"

    /// The options before an input.
    static let options = ["-protocol_whitelist", "file,pipe", "-format_whitelist", allowed]
}
