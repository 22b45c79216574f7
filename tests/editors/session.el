;;; A session of Emacs with `rolehop lsp`: shows a diagnostic, applies its fix, renames a profile in both files. -*- lexical-binding: t -*-
;;; Emacs runs it with --batch, after the settings of docs/editors.md. The output is the result, or the error.
(require 'cl-lib)
(require 'eglot)
(require 'flymake)

(defun idle ()
  "Do what Emacs does while the user does nothing: Eglot sends changes then. A batch job is never idle."
  (mapc #'timer-event-handler (copy-sequence timer-idle-list)))

(defun until (what condition)
  "Wait until CONDITION returns true, and return its value."
  (let ((end (+ (float-time) 60)) value)
    (while (and (not (setq value (funcall condition))) (< (float-time) end))
      (accept-process-output nil 0.02))
    (or value (error "%s did not happen" what))))

(defun edit (name)
  "Visit a file below ~/.aws, and do what follows a command, in which Eglot starts."
  (set-buffer (find-file-noselect (expand-file-name name "~/.aws/")))
  (run-hooks 'post-command-hook)
  (until "the server" #'eglot-current-server)
  (flymake-start)
  (current-buffer))

(defun mistake ()
  "The diagnostic of the misspelled name."
  (cl-find-if (lambda (each) (string-search "bsae" (flymake-diagnostic-text each))) (flymake-diagnostics)))

(defun session ()
  (edit "credentials")
  (edit "config")
  (let ((found (until "the diagnostic" #'mistake)))
    (goto-char (flymake-diagnostic-beg found))
    (princ (format "diagnostic %d:%d %s\n" (line-number-at-pos) (current-column)
                   (string-replace "\n" " | " (flymake-diagnostic-text found))))
    (cl-letf (((symbol-function 'completing-read) (lambda (_ choices &rest _) (car (ensure-list (car choices)))))
              (last-nonmenu-event ?\r))
      (eglot-code-actions (flymake-diagnostic-beg found) (flymake-diagnostic-end found) "quickfix" t)))
  (until "the end of the diagnostic" (lambda () (idle) (flymake-start) (not (mistake))))
  (eglot-rename "hub")
  (save-some-buffers t)
  (princ "done\n"))

(condition-case failure (session) (error (princ (format "failed: %S\n" failure))))
(kill-emacs)
