@main struct FuzzCodeText { static func main() {} }
