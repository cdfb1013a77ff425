<?php
// The guest book: POST adds an entry, GET lists them all. The last line says which server made the page.
require 'database.php';

header('Content-Type: text/plain');
try {
    $database = database();
    if ($_SERVER['REQUEST_METHOD'] === 'POST') {
        $insert = $database->prepare('INSERT INTO entries (text, written_on) VALUES (?, ?)');
        $insert->execute([$_POST['text'] ?? '', gethostname()]);
    }
    foreach ($database->query('SELECT text, written_on FROM entries ORDER BY id') as $entry) {
        printf("%s (written on %s)\n", $entry['text'], $entry['written_on']);
    }
} catch (mysqli_sql_exception $problem) {
    http_response_code(503);
    echo "the guest book is closed\n";
}
printf("page by %s\n", gethostname());
