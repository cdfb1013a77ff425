<?php
// What the director asks: can this server do its work? That takes nginx, PHP, the shared directory and the database.
require 'database.php';

header('Content-Type: text/plain');
try {
    database()->query('SELECT 1 FROM entries LIMIT 1');
    echo "ok\n";
} catch (mysqli_sql_exception $problem) {
    http_response_code(503);
    echo "no database\n";
}
