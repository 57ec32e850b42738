// Measures how many photographs the scanner reads, beside plain zbar and zbarimg in the same run,
// and shows what a camera gives. The pictures are not part of the project: a folder of them is
// named on the command line. It must never print a code's text.

import Foundation

@main
struct BenchScanner {
    static let usage = """
        usage: BenchScanner photos FOLDER [--each]
               BenchScanner camera DEVICE SECONDS

        FOLDER holds pictures and manifest.csv: file,width,height,codes,expected_base64
        --each prints a line for every picture
        DEVICE is a path, or "auto"

        """

    static func main() {
        let arguments = CommandLine.arguments.dropFirst()
        let names = Array(arguments.filter { !$0.hasPrefix("--") })
        let options = arguments.filter { $0.hasPrefix("--") }
        if names.count == 3, names[0] == "camera", options.isEmpty,
            let seconds = Double(names[2]), (0...86_400).contains(seconds)
        {
            let bench = CameraBench(device: names[1], seconds: seconds)
            exit(bench.run() ? EXIT_SUCCESS : EXIT_FAILURE)
        }
        guard names.count == 2, names.first == "photos", let folder = names.last,
            options.allSatisfy({ $0 == "--each" })
        else {
            say(usage)
            exit(EX_USAGE)
        }
        do {
            let manifest = try Manifest(folder: folder)
            let bench = PhotoBench(manifest: manifest)
            exit(bench.run(printingEach: options.contains("--each")) ? EXIT_SUCCESS : EXIT_FAILURE)
        } catch {
            say("BenchScanner: \(error)\n")
            exit(EX_NOINPUT)
        }
    }
}

func say(_ text: String) { FileHandle.standardOutput.write(Data(text.utf8)) }
