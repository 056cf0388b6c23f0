# A recipe for Homebrew. release.py fills in address, version and SHA-256 of a release (README.md beside it); until then
# nothing can be built by this. `brew update-python-resources civicdesk` writes the resources, which are the program's
# dependencies.
class Civicdesk < Formula
  include Language::Python::Virtualenv

  desc "Keyboard-first terminal desk for civic-tech stories"
  homepage "https://civicdesk.example"
  url "https://civicdesk.example/civicdesk-0.2.0.tar.gz"
  sha256 "0000000000000000000000000000000000000000000000000000000000000000"
  license all_of: ["Apache-2.0", "CC-BY-SA-4.0"]

  depends_on "python@3.13"

  def install
    virtualenv_install_with_resources
    man1.install "contrib/civicdesk.1"
    generate_completions_from_executable(bin/"civicdesk", "completion")
  end

  service do
    run [opt_bin/"civicdesk", "refresh", "--quiet"]
    run_type :interval
    interval 900
  end

  test do
    ENV["CIVICDESK_HOME"] = testpath.to_s
    assert_equal "1", shell_output("#{bin}/civicdesk count").strip
  end
end
