The browser UI can write the first configuration: programs are tried out, the file is shown as it would be written, and it begins as a dry run.
