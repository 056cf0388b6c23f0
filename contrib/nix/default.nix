# A recipe for Nix, for the folder that holds this repository: nix-build contrib/nix
{ pkgs ? import <nixpkgs> { } }:

let
  python = pkgs.python3;
in
python.pkgs.buildPythonApplication {
  pname = "civicdesk";
  version = "0.2.0";
  pyproject = true;
  src = ../..;

  build-system = [ python.pkgs.hatchling ];
  dependencies = with python.pkgs; [
    aiohttp
    brotli
    charset-normalizer
    feedparser
    filelock
    jinja2
    markdown-it-py
    msgspec
    platformdirs
    rapidfuzz
    rich
    selectolax
    shtab
    textual
    tinydb
    tomlkit
    webencodings
  ];
  # nixpkgs has one version of each; the bounds of pyproject.toml are those that were tested
  pythonRelaxDeps = true;

  nativeBuildInputs = [ pkgs.installShellFiles ];
  postInstall = ''
    export CIVICDESK_HOME=$(mktemp -d)
    installShellCompletion --cmd civicdesk \
      --bash <($out/bin/civicdesk completion bash) \
      --zsh <($out/bin/civicdesk completion zsh) \
      --fish <($out/bin/civicdesk completion fish)
  '';

  meta = {
    description = "Keyboard-first terminal desk for civic-tech stories";
    license = with pkgs.lib.licenses; [ asl20 cc-by-sa-40 ];
    mainProgram = "civicdesk";
  };
}
